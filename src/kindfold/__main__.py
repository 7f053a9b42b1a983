"""`python -m kindfold`."""

from kindfold.cli.app import main

main()
