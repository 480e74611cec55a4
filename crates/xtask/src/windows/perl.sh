#!/bin/sh
# Perl for the build of OpenSSL: configures it with what SQLCipher asks for and little else, hardly optimised, which saves minutes.
[ "$1" = ./Configure ] && set -- "$@" no-bulk no-apps no-docs no-quic -O1
exec perl "$@"
