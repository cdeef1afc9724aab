"""What every answer carries for a browser's sake: nothing may be framed, sniffed or loaded from elsewhere."""

from __future__ import annotations

from fastapi import FastAPI
from secure import Secure
from secure.headers import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    ReferrerPolicy,
    XContentTypeOptions,
    XFrameOptions,
)
from secure.middleware import SecureASGIMiddleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

_READABLE = ["X-Request-ID", "Retry-After", "RateLimit", "RateLimit-Policy", "ETag", "Location"]
"""Headers of an answer that another site's page may read where CORS lets it in."""


def install(app: FastAPI, cors_origins: str) -> None:
    """Adds the headers, compression, and CORS for the sites in ``cors_origins``, separated by commas."""
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(SecureASGIMiddleware, secure=_headers())
    origins = [origin.strip().rstrip("/") for origin in cors_origins.split(",") if origin.strip()]
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "X-Request-ID"],
            expose_headers=_READABLE,
        )


def _headers() -> Secure:
    """The policy: files of ours alone, nothing inline, and (trusted types) no text that a script turns into markup."""
    policy = (
        ContentSecurityPolicy()
        .default_src("'self'")
        .script_src("'self'")
        .style_src("'self'")
        .connect_src("'self'")
        .base_uri("'none'")
        .form_action("'self'")
        .frame_ancestors("'none'")
        .img_src("'self'", "data:")
        .object_src("'none'")
        .require_trusted_types_for("'script'")
        .trusted_types("'none'")
    )
    return Secure(
        csp=policy,
        coop=CrossOriginOpenerPolicy().same_origin(),
        referrer=ReferrerPolicy().no_referrer(),
        xcto=XContentTypeOptions().nosniff(),
        xfo=XFrameOptions().deny(),
    )
