"""As much of curl as the README uses, for machines that have none. Run as a program."""

import http.cookiejar
import sys
import urllib.error
import urllib.request
from pathlib import Path


def main(arguments: list[str]) -> None:
    """Send one request and print what it is answered, errors included, as curl does."""
    url, headers, body, read, write = "", {}, None, "", ""
    rest = iter(arguments)
    for argument in rest:
        if argument == "--json":
            body = next(rest).encode()
            headers["Content-Type"] = headers["Accept"] = "application/json"
        elif argument == "-H":
            name, _, value = next(rest).partition(": ")
            headers[name] = value
        elif argument == "-b":
            read = next(rest)
        elif argument == "-c":
            write = next(rest)
        elif argument != "-s":
            url = argument
    cookies = http.cookiejar.MozillaCookieJar()
    if read and Path(read).exists():
        cookies.load(read, ignore_discard=True)
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    try:
        answer = opener.open(urllib.request.Request(url, body, headers), timeout=30)
    except urllib.error.HTTPError as refusal:
        answer = refusal
    sys.stdout.write(answer.read().decode())
    if write:
        cookies.save(write, ignore_discard=True)


if __name__ == "__main__":
    main(sys.argv[1:])
