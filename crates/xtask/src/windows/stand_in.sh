#!/bin/sh
# Stands for a C compiler, an archiver and a resource compiler where types are checked and nothing is linked: it leaves an empty file
# where the real one would leave its product, and lets the system's compiler answer what is asked of the preprocessor.
for argument in "$@"; do
    case $argument in
    -E) exec cc "$@" ;;
    '/?') echo 'Resource Converter (a stand-in), takes /no-preprocess'; exit 0 ;;
    esac
done
while [ $# -gt 0 ]; do
    case $1 in
    -o | -Fo | /fo) : >"$2"; shift ;;
    -o?* | -Fo?*) : >"${1#-?}" ;;
    -out:* | -OUT:* | /OUT:*) : >"${1#?????}" ;;
    esac
    shift
done
