"""Fetches the native libraries that Assay loads at run time into a per-user cache. Installs nothing.

    python3 fetch.py [--pins FILE|-] [--cache DIR] [--check] [--quiet] [NAME...]

For every library of the pins (libraries.json beside this file; - is standard input): one named by its environment
variable, or one that the system has, is used as it is. Otherwise the pinned wheel is downloaded by pip, its SHA-256
verified, and the library taken out of it into CACHE/libraries/NAME-VERSION/. Nothing is done when it is there already.
--check downloads nothing and reads the cached library again to verify its SHA-256.

pip's own settings hold, for example PIP_NO_INDEX=1 with PIP_FIND_LINKS=FOLDER where there is no network.

Exit codes: 0 all libraries are there; 1 one is missing, could not be fetched or has a wrong digest; 2 wrong usage.
"""

import sys

if sys.version_info < (3, 9):
    sys.stderr.write("fetch.py: needs Python 3.9 or newer, this is " + sys.version.split()[0] + "\n")
    sys.exit(2)

import argparse
import contextlib
import fcntl
import hashlib
import json
import os
import pathlib
import platform
import shutil
import signal
import subprocess
import tempfile
import zipfile

DOWNLOAD_TIMEOUT = 1800  # seconds for one wheel
PARTIAL = ".partial-"


class Problem(Exception):
    """Something the user has to know; its text says what was found, expected, and what to do."""


def current_platform():
    if sys.platform == "darwin":
        return "macos"
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    return f"{platform.system().lower()}-{machine}"


def default_cache():
    """The same folder as NativeLibrary looks in: an empty variable counts as unset."""
    if os.environ.get("ASSAY_CACHE"):
        return pathlib.Path(os.environ["ASSAY_CACHE"]).absolute()
    if os.environ.get("XDG_CACHE_HOME", "").startswith("/"):
        return pathlib.Path(os.environ["XDG_CACHE_HOME"]) / "assay"
    return pathlib.Path(os.path.expanduser("~")) / ".cache" / "assay"


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def alternatives(library):
    return (f"or set {library['variable']} to the path of a {library['title']} {library['version']} library "
            "that you have")


def find_outside_cache(library, folders):
    """The path and a few words on it, or None. A variable that names nothing is an error, never passed over."""
    named = os.environ.get(library["variable"])
    if named:
        if not os.path.isfile(named):
            raise Problem(f"{library['variable']} names {named}, where there is no file; "
                          f"correct it, or unset it to use {library['title']} {library['version']} from the cache")
        return named, f"named by {library['variable']}"
    system = "macos" if sys.platform == "darwin" else "linux"
    for folder in [f for f in os.environ.get("LD_LIBRARY_PATH", "").split(":") if f.startswith("/")] + folders:
        for name in library["system"][system]:
            if os.path.isfile(os.path.join(folder, name)):
                return os.path.join(folder, name), "on the system"
    return None


def stamp_of(pin):
    return f"{pin['memberSHA256']}  {pathlib.PurePosixPath(pin['member']).name}\n"


def is_cached(folder, pin):
    """Whether the library was verified and put there whole: its size, and the digest noted beside it then."""
    file = folder / pathlib.PurePosixPath(pin["member"]).name
    try:
        return file.stat().st_size == pin["memberSize"] and (folder / "SHA256SUMS").read_text() == stamp_of(pin)
    except OSError:
        return False


def download(library, pin, folder):
    """The path of the pinned wheel, downloaded into `folder` and verified."""
    requirement = f"{library['wheel']['package']}=={library['wheel']['version']}"
    command = [
        sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:",
        "--disable-pip-version-check", "--no-input", "--implementation", "cp", "--python-version", pin["python"],
        "--abi", pin["abi"], "--platform", pin["platform"], "--dest", str(folder), requirement,
    ]
    try:
        run = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             text=True, errors="replace", timeout=DOWNLOAD_TIMEOUT)
    except subprocess.TimeoutExpired:
        raise Problem(f"pip did not download {requirement} within {DOWNLOAD_TIMEOUT} seconds; run this again when "
                      f"the network is better, {alternatives(library)}") from None
    if run.returncode != 0:
        if "No module named pip" in run.stdout:
            raise Problem(f"{sys.executable} has no pip; install it (Debian, Ubuntu: apt-get install python3-pip; "
                          f"elsewhere: python3 -m ensurepip), {alternatives(library)}")
        said = "\n".join("    " + line for line in run.stdout.strip().splitlines()[-6:])
        raise Problem(f"pip could not download {requirement} for {pin['platform']}. It said:\n{said}\n"
                      "  Check the network, the proxy and the package index that pip uses; or put\n"
                      f"  {pin['file']}\n"
                      "  into a folder and run this again with PIP_NO_INDEX=1 and PIP_FIND_LINKS=FOLDER;\n"
                      f"  {alternatives(library)}")
    wheel = folder / pin["file"]
    if not wheel.is_file():
        found = ", ".join(sorted(path.name for path in folder.iterdir())) or "nothing"
        raise Problem(f"pip downloaded {found}, expected {pin['file']}; "
                      f"the package was published anew: update the pins, {alternatives(library)}")
    digest = sha256(wheel)
    if digest != pin["sha256"]:
        raise Problem(f"wrong SHA-256 of {pin['file']}\n"
                      f"  found    {digest}\n"
                      f"  expected {pin['sha256']}\n"
                      "  It was not unpacked. The download was changed or broken on its way: find out which before\n"
                      f"  you use it. Try again with PIP_NO_CACHE_DIR=1 and another package index,\n"
                      f"  {alternatives(library)}")
    return wheel


def unpack(library, pin, wheel, folder):
    """Takes the one library out of the wheel into `folder`, verified, with its digest noted beside it."""
    folder.mkdir()
    target = folder / pathlib.PurePosixPath(pin["member"]).name
    digest = hashlib.sha256()
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(pin["member"]) as source, open(target, "wb") as file:
            for block in iter(lambda: source.read(1 << 20), b""):
                digest.update(block)
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
    except (KeyError, zipfile.BadZipFile) as error:
        raise Problem(f"{wheel.name} is not the wheel that the pins describe: {error}; update the pins, "
                      f"{alternatives(library)}") from None
    if digest.hexdigest() != pin["memberSHA256"]:
        raise Problem(f"wrong SHA-256 of {pin['member']} in {wheel.name}\n  found    {digest.hexdigest()}\n"
                      f"  expected {pin['memberSHA256']}\n  Correct the pins, {alternatives(library)}")
    os.chmod(target, 0o644)
    (folder / "SHA256SUMS").write_text(stamp_of(pin))


def publish(fresh, final, pin):
    """Puts the finished folder in its place by renaming, so that no reader ever sees half of it."""
    for attempt in range(3):
        try:
            os.rename(fresh, final)
            return
        except OSError:
            if is_cached(final, pin):
                return  # another run was first, with the same bytes
            if attempt == 2 or not final.exists():
                raise
            # An old or damaged one is moved aside; who has it open keeps reading it.
            with contextlib.suppress(FileNotFoundError):
                os.rename(final, fresh.with_name(f"{fresh.name}-old-{attempt}"))


@contextlib.contextmanager
def lock(folder):
    """Lets a second run wait for the first instead of downloading the same. Renaming keeps it right without."""
    with open(folder / ".lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError:  # a file system without locks
            yield
            return
        for left in folder.glob(PARTIAL + "*"):  # of a run that was killed
            shutil.rmtree(left, ignore_errors=True)
        yield


def fetch(library, pin, libraries, say):
    final = libraries / f"{library['name']}-{library['version']}"
    try:
        libraries.mkdir(parents=True, exist_ok=True)
        with lock(libraries):
            if is_cached(final, pin):
                return
            say(f"{library['title']} {library['version']}: downloading {pin['file']}")
            with tempfile.TemporaryDirectory(prefix=PARTIAL, dir=libraries) as temporary:
                temporary = pathlib.Path(temporary)
                (temporary / "wheel").mkdir()
                wheel = download(library, pin, temporary / "wheel")
                unpack(library, pin, wheel, temporary / "library")
                publish(temporary / "library", final, pin)
    except OSError as error:
        raise Problem(f"{library['title']} could not be put into {libraries}: {error}; "
                      f"make it writable, set ASSAY_CACHE to another folder, {alternatives(library)}") from None


def check(library, pin, libraries):
    folder = libraries / f"{library['name']}-{library['version']}"
    file = folder / pathlib.PurePosixPath(pin["member"]).name
    if not file.is_file():
        raise Problem(f"{library['title']} {library['version']} is not in the cache ({file}); "
                      f"run assay setup (in the project: ci/setup), {alternatives(library)}")
    digest = sha256(file)
    if digest != pin["memberSHA256"]:
        raise Problem(f"wrong SHA-256 of {file}\n  found    {digest}\n  expected {pin['memberSHA256']}\n"
                      f"  Delete {folder} and run assay setup (in the project: ci/setup)")


def provide(library, pins, arguments, system, say):
    """Sees to one library. Says one line on it."""
    outside = find_outside_cache(library, pins["folders"].get(system, []))
    if outside:
        say(f"{library['title']}: {outside[0]} ({outside[1]})", always=False)
        return
    if system == "macos":
        raise Problem(f"{library['title']} was not found; run: brew install {library['homebrew']}, "
                      f"{alternatives(library)}")
    pin = library["platforms"].get(system, {"unavailable": "no build of it is pinned for this platform"})
    if "unavailable" in pin:
        raise Problem(f"{library['title']} {library['version']} cannot be fetched for {system}: "
                      f"{pin['unavailable']}; install it on the system, {alternatives(library)}")
    libraries = arguments.cache.absolute() / "libraries"
    folder = libraries / f"{library['name']}-{library['version']}"
    fetched = False
    if arguments.check:
        check(library, pin, libraries)
    elif not is_cached(folder, pin):
        fetch(library, pin, libraries, say)
        fetched = True
    state = "verified, in the cache" if arguments.check or fetched else "in the cache"
    file = folder / pathlib.PurePosixPath(pin["member"]).name
    say(f"{library['title']} {library['version']}: {file} ({state})", always=fetched)


def read_pins(source):
    try:
        text = sys.stdin.read() if source == "-" else pathlib.Path(source).read_text(encoding="utf-8")
        pins = json.loads(text)
        if pins["format"] != 1:
            raise Problem(f"{source}: format {pins['format']}, expected 1")
        return pins
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Problem(f"cannot read the pins from {source}: {error!r}") from None


def main():
    parser = argparse.ArgumentParser(
        prog="fetch.py", description="Fetches the native libraries that Assay loads into a per-user cache.")
    beside = pathlib.Path(__file__).with_name("libraries.json") if "__file__" in globals() else "-"
    parser.add_argument("--pins", default=str(beside), metavar="FILE", help="the pins; - is standard input")
    parser.add_argument("--cache", type=pathlib.Path, default=default_cache(), metavar="DIR")
    parser.add_argument("--check", action="store_true", help="download nothing, verify what is there")
    parser.add_argument("--quiet", action="store_true", help="say only what was done")
    parser.add_argument("names", nargs="*", metavar="NAME", help="which libraries (default: all)")
    arguments = parser.parse_args()

    def say(line, always=True):
        if always or not arguments.quiet:
            print(line, flush=True)

    # A termination must end pip and remove what is half done.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    problems = []
    try:
        pins = read_pins(arguments.pins)
        known = {library["name"]: library for library in pins["libraries"]}
        for name in arguments.names:
            if name not in known:
                parser.error(f"no library {name!r}; there are: {', '.join(known)}")
        for name in arguments.names or known:
            try:
                provide(known[name], pins, arguments, current_platform(), say)
            except Problem as problem:  # go on, so that one run tells everything that is missing
                problems.append(problem)
    except Problem as problem:
        problems.append(problem)
    except KeyboardInterrupt:
        sys.exit(130)
    for problem in problems:
        sys.stderr.write(f"fetch.py: {problem}\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
