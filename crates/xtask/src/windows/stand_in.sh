#!/bin/sh
# Stands for a C compiler, an archiver and a resource compiler where types are checked and nothing is linked: it leaves an empty file
# where the real one would leave its product, and lets the system's compiler answer what is asked of the preprocessor.
for argument in "$@"; do
    case $argument in
    -E)
        # Without the options only Microsoft's compiler knows, or means otherwise.
        for one in "$@"; do
            shift
            case $one in
            -nologo | -MD | -MT | -Brepro | -W* | -Xclang) ;;
            *) set -- "$@" "$one" ;;
            esac
        done
        exec cc "$@"
        ;;
    '/?') echo 'Resource Converter (a stand-in), takes /no-preprocess'; exit 0 ;;
    esac
done
while [ $# -gt 0 ]; do
    case $1 in
    -o | -Fo | /fo) : >"$2"; shift ;;
    # Before -o, which it begins with.
    -out:* | -OUT:* | /OUT:*) : >"${1#?????}" ;;
    -o?*) : >"${1#-o}" ;;
    -Fo?*) : >"${1#-Fo}" ;;
    esac
    shift
done
