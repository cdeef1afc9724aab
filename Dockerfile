# syntax=docker/dockerfile:1
# The product alone, its models and tiktoken's vocabulary included: the container downloads nothing at run time.

FROM python:3.13-slim-trixie AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
# What changes seldom comes first, so that a change of ours does not install every dependency again.
COPY requirements.lock ./
RUN python -m venv /opt/ibid && /opt/ibid/bin/pip install --no-compile --require-hashes -r requirements.lock
RUN TIKTOKEN_CACHE_DIR=/opt/ibid/tiktoken /opt/ibid/bin/python -c "import tiktoken; tiktoken.get_encoding('o200k_base')"
COPY pyproject.toml setup.py README.md LICENSE NOTICE ./
COPY corpus corpus
COPY retrieval retrieval
COPY ingest ingest
COPY evals evals
COPY bot bot
# Compiled here, for a read-only file system keeps nothing that is compiled at run time. pip itself stays behind, and so
# does the Kubernetes client, a sixth of the whole, by which only Chroma's own cluster finds its members.
RUN /opt/ibid/bin/pip install --no-compile --no-deps --no-build-isolation . \
    && /opt/ibid/bin/pip uninstall --yes pip kubernetes \
    && python -m compileall -q -j 0 /opt/ibid/lib

FROM python:3.13-slim-trixie
LABEL org.opencontainers.image.title="Ibid" org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --gid 10001 ibid && useradd --uid 10001 --gid ibid --no-create-home --home-dir /data ibid \
    && install -d -o ibid -g ibid -m 0700 /data
COPY --from=build /opt/ibid /opt/ibid
# The linter takes TIKTOKEN for a secret.
# hadolint ignore=DL3064
ENV PATH=/opt/ibid/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    TIKTOKEN_CACHE_DIR=/opt/ibid/tiktoken \
    IBID_LOG_FORMAT=json \
    IBID_HOME=/data \
    IBID_HOST=0.0.0.0 \
    IBID_PORT=8000
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health/ready', timeout=9)"]
ENTRYPOINT ["ibid"]
CMD ["serve"]
