"""Runs the functions of a module that are named test_…, one after the other."""

import sys
import time
import traceback


def run(module):
    """Prints a line a test, then `N passed` and, if any did, `N failed`; ends the program."""
    tests = [
        (name, test) for name, test in module.items()
        if name.startswith("test_") and callable(test)
    ]
    failed = 0
    for name, test in tests:
        begun = time.monotonic()
        try:
            test()
        except Exception:
            failed += 1
            print(f"failed: {name}")
            traceback.print_exc(file=sys.stdout)
        else:
            print(f"ok: {name} ({time.monotonic() - begun:.1f} s)")
        sys.stdout.flush()
    if failed:
        print(f"{failed} failed")
    print(f"{len(tests) - failed} passed")
    sys.exit(1 if failed else 0)
