# Inside the image, as the user that it names: reads, asks, serves, and writes nowhere but in its volume.
[ "$(id -u)" = 10001 ]
if touch /opt/ibid/mark 2>/dev/null; then echo "The program's own files can be written." >&2; exit 1; fi
ibid ingest /corpus
ibid ask "How many diplomatic missions does North Korea have left?" | tee /data/answer
grep -q '^46$' /data/answer
grep -qE '^ +note [0-9]+ ' /data/answer
export IBID_HOST=127.0.0.1 IBID_PORT=8746
ibid serve &
server=$!
trap 'kill "$server"' EXIT
python - <<'PYTHON'
import json
import time
from urllib.request import Request, urlopen

for _ in range(60):
    try:
        print(urlopen("http://127.0.0.1:8746/health/ready", timeout=9).read().decode())
        break
    except OSError:
        time.sleep(0.5)
question = json.dumps({"question": "How many diplomatic missions does North Korea have left?"}).encode()
asked = Request("http://127.0.0.1:8746/ask", question, {"Content-Type": "application/json"})
assert json.load(urlopen(asked, timeout=30))["short_answer"] == "46"
PYTHON
kill "$server"
trap - EXIT
wait "$server"
echo "The image answers."
