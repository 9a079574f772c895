"""`tally countries`: a country database of the shop's choice as the small table that landing reads."""

import argparse
from pathlib import Path

from tally.domain.errors import Misconfigured

from local.cli import Subparsers, add_command, add_format
from local.country_ranges import table_of
from local.render import render


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    countries = add_command(
        subparsers,
        "countries",
        countries_command,
        "Make the table by which events get their visitors' countries. Of CSV files with first address, last "
        "address and country in each row, for IPv4, IPv6 or both; docs/countries.md names some. Deploy it "
        "with -c countries=FILE.",
    )
    countries.add_argument("files", nargs="+", type=Path, metavar="FILE.csv", help="may be gzipped (.csv.gz)")
    countries.add_argument("--out", type=Path, default=Path("countries.bin"), help="default: countries.bin")
    add_format(countries)


def countries_command(arguments: argparse.Namespace) -> None:
    """Write the table and say what is in it."""
    for file in arguments.files:
        if not file.is_file():
            raise Misconfigured(f"{file}: there is no such file")
    table = table_of(arguments.files)
    data = table.to_bytes()
    arguments.out.write_bytes(data)
    row = {
        "file": str(arguments.out),
        "countries": len(table.countries) - 1,
        "ipv4_ranges": len(table.ipv4.starts),
        "ipv6_ranges": len(table.ipv6.starts),
        "bytes": len(data),
    }
    print(render([row], fmt=arguments.format))
