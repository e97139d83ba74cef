#!/usr/bin/env python3
"""Write data/mac-arabic.tsv from Python's codec `mac_arabic`.

Usage: python3 tools/generate_mac_arabic.py > data/mac-arabic.tsv

The codec is itself generated from Apple's mapping file ARABIC.TXT. It leaves
direction out: Apple's bytes 0xA0 to 0xBF repeat ASCII for right-to-left text,
and decode to the same characters as ASCII.
"""

import unicodedata


def main():
    print("# MacArabic: byte, code point, name, for the bytes from 0x80; below it is ASCII.")
    print("# Made by tools/generate_mac_arabic.py from Python's codec `mac_arabic` (PSF-2.0), after")
    print("# https://www.unicode.org/Public/MAPPINGS/VENDORS/APPLE/ARABIC.TXT. Do not edit.")
    for byte in range(0x80, 0x100):
        character = bytes([byte]).decode("mac_arabic")
        name = unicodedata.name(character, "CONTROL")
        print(f"{byte:02X}\t{ord(character):04X}\t{name}")


if __name__ == "__main__":
    main()
