#!/usr/bin/env python3
"""Check evidence bundles of passage without passage.

    python3 verify.py BUNDLE [KEY]

Needs nothing but Python 3.8 or newer. With KEY, which the keeper of the ledger
publishes, only bundles of that log hold; without it, compare the one printed.
"""
import base64
import functools
import hashlib
import json
import re
import sys

class Fault(Exception):
    """What does not hold, as one sentence."""

def sha256(data):
    return hashlib.sha256(data).digest()

def require(holds, sentence):
    if not holds:
        raise Fault(sentence)

# Ed25519 (RFC 8032): the curve -x^2 + y^2 = 1 + d x^2 y^2 over integers mod P.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P

def add(a, b):
    """Add two points (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z."""
    (ax, ay, az, at), (bx, by, bz, bt) = a, b
    e, f, g, h = (ay - ax) * (by - bx), (ay + ax) * (by + bx), 2 * D * at * bt, 2 * az * bz
    u, v, w, z = f - e, h - g, h + g, f + e
    return (u * v % P, w * z % P, v * w % P, u * z % P)

def times(n, point, total=(0, 1, 1, 0)):
    while n:
        total = add(total, point) if n & 1 else total
        point, n = add(point, point), n >> 1
    return total

def decode_point(b):
    y = int.from_bytes(b, "little")
    sign, y = y >> 255, (y & (2**255 - 1)) % P
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P != u:
        x = x * pow(2, (P - 1) // 4, P) % P
    require(v * x * x % P == u, "the key is no point of the curve")
    x = x if x & 1 == sign else -x % P
    return (x, y, 1, x * y % P)

def encode_point(a):
    x, y = (c * pow(a[2], P - 2, P) % P for c in a[:2])
    return (y | (x & 1) << 255).to_bytes(32, "little")

BASE = decode_point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))

@functools.lru_cache(maxsize=4096)
def ed25519(key, message, signature):
    s = int.from_bytes(signature[32:], "little")
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    x, y, z, t = decode_point(key)
    return s < ORDER and encode_point(add(times(s, BASE), times(k, (-x % P, y, z, -t % P)))) == signature[:32]

def unbase64(text):
    require(re.fullmatch("([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?", text), "%.40r is not base64" % text)
    data = base64.b64decode(text)
    require(base64.b64encode(data).decode() == text, "%.40r is not base64" % text)
    return data

def read_key(text):
    m = re.fullmatch(r"([!-*,-~]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})", text)
    require(m, "%.80r is no key" % text)
    name, key = m[1], unbase64(m[3])
    require(sha256((name + "\n").encode() + key)[:4].hex() == m[2], "%.80r is no key" % text)
    return name, key[0], bytes.fromhex(m[2]), key[1:]

def check_signature(key_text, text, line, kind):
    name, alg, ident, key = read_key(key_text)
    wrong = "the checkpoint is not signed by " + name
    require(alg == kind and line.startswith("\u2014 %s " % name), wrong)
    data = unbase64(line[len(name) + 3:])
    signature, stamp = data[-64:], data[4:-64]
    if kind == 4:
        text = "cosignature/v1\ntime %d\n%s" % (int.from_bytes(stamp, "big"), text)
    require(data[:4] == ident and len(data) == (68 if kind == 1 else 76), wrong)
    require(stamp[:3] == b"\0\0\0"[:len(stamp)] and ed25519(key, text.encode(), signature), wrong)
    return name

def root_of(n, size, leaf, path):
    """The root to which a path leads from leaf n of size (RFC 9162, 2.1.3.2)."""
    last, node = size - 1, leaf
    for other in path:
        require(last > 0, "a proof is too long")
        if n & 1 or n == last:
            node = sha256(b"\x01" + other + node)
            while not n & 1 and n:
                n, last = n >> 1, last >> 1
        else:
            node = sha256(b"\x01" + node + other)
        n, last = n >> 1, last >> 1
    require(last == 0, "a proof is too short")
    return node

UNSEEN = re.compile("[\0-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")

def parse(text):
    try:
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=lambda _: 1 / 0)
    except (ValueError, ZeroDivisionError, RecursionError):
        raise Fault("%.40r is not JSON" % text)

def spell(v):
    if isinstance(v, dict):
        return ", ".join(UNSEEN.sub("\ufffd", k) + " " + spell(v[k]) for k in sorted(v, key=lambda k: k.encode("utf-8", "replace")))
    if isinstance(v, list):
        return "[" + "; ".join(map(spell, v)) + "]"
    if isinstance(v, str):
        return UNSEEN.sub("\ufffd", v)
    return {True: "true", False: "false", None: "null"}[v]

def sheet(facts):
    out = ["sheet", "", "CUSTODY, in the order in which the ledger took the facts in", ""]
    for n, fields in facts:
        said = [spell(parse(fields[k])) if fields.get(k) else "(not shown)" if k in fields else "-"
                for k in ("claimed", "kind", "place", "org", "device")]
        out.append("%d. %s, %s, place %s, by %s, device %s" % (n, *said))
    out += ["", "FACTS"]
    for n, fields in facts:
        out += ["", "Fact %d of the log" % n]
        for name in sorted(k for k in fields if fields[k]):
            value = parse(fields[name])
            rows = [":"] + ["\n    - " + spell(i) for i in value] if isinstance(value, list) else [": " + spell(value)]
            out += ("  " + name + "".join(rows)).split("\n")
        hidden = ", ".join(sorted(k for k in fields if not fields[k]))
        out += ["  not shown: " + hidden] if hidden else []
    return out + ["", "END", ""]

def take(lines, pattern):
    m = re.fullmatch(pattern, lines[0]) if lines else None
    del lines[:1 if m else 0]
    return m

def verify(data):
    """Check a bundle; return the log's key, the witnesses and the places of the facts."""
    try:
        lines = data.decode().split("\n")
    except UnicodeDecodeError:
        raise Fault("the bundle is not UTF-8")
    require(take(lines, "passage bundle 1"), "this is no bundle")
    key = take(lines, "key (.+)")
    require(key, "the key of the log is missing")
    witnesses = []
    for m in iter(lambda: take(lines, "witness (.+)"), None):
        witnesses.append(m[1])
    require(len(lines) > 5 and len(set(witnesses)) == len(witnesses), "the bundle is not whole")
    origin, size, root, gap = lines[:4]
    require(gap == "" and re.fullmatch("0|[1-9][0-9]{0,17}", size), "the checkpoint is not whole")
    text, size, root = "\n".join(lines[:3]) + "\n", int(size), unbase64(root)
    require(origin == read_key(key[1])[0], "the checkpoint is of another log")
    signatures, lines = lines[4:5 + len(witnesses)], lines[5 + len(witnesses):]
    facts = []
    for m in iter(lambda: take(lines, "fact (0|[1-9][0-9]{0,17})"), None):
        n, fields, leaf = int(m[1]), {}, "passage fact v1\n"
        require(n < size and (not facts or facts[-1][0] < n), "fact %d is out of place" % n)
        for m in iter(lambda: take(lines, r"([a-z][a-z0-9]*) (?:open ([^ ]{24}) (.+)|hidden ([^ ]{44}))"), None):
            name, salt, value, commitment = m.groups()
            require(not fields or max(fields) < name, "%s is out of place" % name)
            fields[name] = value
            if value:
                commitment = base64.b64encode(sha256(unbase64(salt) + name.encode() + b"\n" + value.encode())).decode()
            leaf += "%s %s\n" % (name, commitment)
        path = unbase64((take(lines, "proof (.*)") or "??")[1])
        require(len(path) % 32 == 0, "a proof is not whole")
        path = [path[i:i + 32] for i in range(0, len(path), 32)]
        require(root_of(n, size, sha256(b"\0" + leaf.encode()), path) == root, "fact %d is not what the log holds" % n)
        facts.append((n, fields))
    require(facts and lines == sheet(facts), "the sheet does not say what the facts say")
    check_signature(key[1], text, signatures[0], 1)
    return key[1], [check_signature(k, text, s, 4) for k, s in zip(witnesses, signatures[1:])], [n for n, _ in facts]

def main(arguments):
    if len(arguments) not in (1, 2):
        sys.exit(__doc__)
    try:
        key, witnesses, facts = verify(open(arguments[0], "rb").read())
        require(len(arguments) < 2 or key == arguments[1].strip(), "the bundle is of another log: " + key)
    except (Fault, OSError) as e:
        sys.exit("REFUSED: %s" % e)
    print("The bundle holds: %d facts were in this log." % len(facts))
    print("Key of the log%s: %s" % ("" if len(arguments) == 2 else ", to be compared with the one that its keeper publishes", key))
    for name in witnesses:
        print("Cosigned by witness " + name)

if __name__ == "__main__":
    main(sys.argv[1:])
