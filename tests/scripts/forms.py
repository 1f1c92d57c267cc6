"""Runs a list in every form and checks that all tell the same.

    forms.py COMMAND [ARGUMENT...]

CSV is read by Python's csv module, JSON as strictly as the standard has it, name-value pairs by the
rules of the manual, and the table by the places of its titles. Prints how many objects there are.
"""

import csv
import io
import json
import subprocess
import sys
import unicodedata


def run(*options):
    done = subprocess.run([*sys.argv[1:], *options], capture_output=True)
    assert done.returncode in (0, 1), done
    return done.stdout.decode("utf-8", "strict")


def key(title):
    return "".join(c if c.isalnum() else "_" for c in title.lower())


def strict(pairs):
    names = [name for name, _ in pairs]
    assert len(set(names)) == len(names), f"a name twice: {names}"
    return pairs


def refuse(constant):
    raise ValueError(constant)


def tells(value, shown):
    """Whether a value of JSON is what another form writes: nothing is a dash or left blank."""
    return shown in ("-", "") if value is None else shown == str(value)


def unescaped(value):
    out, rest = [], iter(value)
    for c in rest:
        out.append(escaped(rest) if c == "\\" else c)
    return "".join(out)


def escaped(rest):
    kind = next(rest)
    if kind != "u":
        return {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}[kind]
    assert next(rest) == "{"
    return chr(int("".join(iter(rest.__next__, "}")), 16))


def pairs(written):
    if not written:
        return []
    assert written.endswith("\n") and not written.endswith("\n\n")
    objects = written[:-1].split("\n\n")
    return [[line.partition("=")[::2] for line in it.split("\n")] for it in objects]


def width(line):
    """Columns of a terminal before each character, and in all."""
    at, places = 0, []
    for c in line:
        places.append(at)
        if not unicodedata.combining(c):
            at += 2 if unicodedata.east_asian_width(c) in "WF" else 1
    return places, at


def cells(line, starts):
    """What begins at each place; every place must be the beginning of a cell."""
    places, _ = width(line)
    found = ["" for _ in starts]
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else float("inf")
        found[number] = "".join(c for c, at in zip(line, places) if start <= at < end).rstrip()
    return found


def is_plain(value):
    """Whether a table shows it as it is."""
    return value == value.strip() and all(c.isprintable() for c in value) and "  " not in value


def main():
    rows = list(csv.reader(io.StringIO(run("--csv"), newline=""), strict=True))
    titles, objects = rows[0], rows[1:]
    assert all(len(row) == len(titles) for row in objects)
    names = [key(title) for title in titles]

    bare = list(csv.reader(io.StringIO(run("--csv", "--notitle"), newline=""), strict=True))
    assert bare == objects, (bare, objects)

    found = json.loads(run("--json"), object_pairs_hook=strict, parse_constant=refuse)
    assert [[name for name, _ in it] for it in found] == [names] * len(objects), found
    # A size is a number of bytes in JSON, as in the raw form.
    raw = list(csv.reader(io.StringIO(run("--csv", "--raw"), newline=""), strict=True))[1:]
    for it, row, raw_row in zip(found, objects, raw, strict=True):
        for (name, value), shown, bytes_ in zip(it, row, raw_row, strict=True):
            expected = bytes_ if type(value) is int else shown
            assert tells(value, expected), (name, value, expected)

    found = pairs(run("--nvp"))
    assert [[name for name, _ in it] for it in found] == [names] * len(objects), found
    assert [[unescaped(value) for _, value in it] for it in found] == objects, (found, objects)

    lines = run().split("\n")
    assert lines.pop() == "" and len(lines) == 1 + len(objects), lines
    places, _ = width(lines[0])
    starts, at = [], 0
    for title in titles:
        at = lines[0].index(title, at)
        starts.append(places[at])
        at += len(title)
    for line, row in zip(lines[1:], objects):
        for shown, value in zip(cells(line, starts), row):
            assert not is_plain(value) or shown == value, (shown, value, line)
    print(len(objects))


main()
