"""``GET /`` without a browser; what the page does is tested in ``tests/browser``."""

import re

import httpx


def test_the_page_and_all_it_names_are_served_under_a_strict_policy(client: httpx.Client) -> None:
    page = client.get("/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    for name in re.findall(r'(?:src|href)="(page/[^"]+)"', page.text):
        assert client.get(f"/{name}").status_code == 200, name
    policy = page.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<style|<script(?! (type=\"module\" )?src=)|\son\w+=|style=", page.text)


def test_a_browser_keeps_the_page_and_asks_whether_it_is_still_right(client: httpx.Client) -> None:
    for path in ("/", "/page/app.js"):
        first = client.get(path)
        assert first.headers["cache-control"] == "no-cache"
        again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_nothing_else_of_the_program_is_served(client: httpx.Client) -> None:
    for path in ("/page/../http.py", "/page/%2e%2e/http.py", "/page/", "/page/nothing.js"):
        assert client.get(path).status_code == 404, path
