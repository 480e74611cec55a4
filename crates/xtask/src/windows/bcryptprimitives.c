/* bcryptprimitives.dll for a wine that has none: its one function a Rust program asks for, over the random generator wine has. */
#include <windows.h>

BOOLEAN WINAPI SystemFunction036(PVOID bytes, ULONG count);

/* SystemFunction036 counts in 32 bits. */
#define MOST 0x10000000u

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T count)
{
    while (count > 0) {
        ULONG part = count < MOST ? (ULONG)count : MOST;
        if (!SystemFunction036(bytes, part))
            return FALSE;
        bytes += part;
        count -= part;
    }
    return TRUE;
}
