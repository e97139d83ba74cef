//! Slices and texts from the pointers of the other side, the one place where they are made.

use crate::abi::WarraqText;

/// What a pointer and a count show; nothing, if no array can stand there or be so long.
///
/// # Safety
/// Unless `count` is 0, `pointer` shows `count` values that nobody changes during `'a`.
pub(crate) unsafe fn slice<'a, T>(pointer: *const T, count: usize) -> &'a [T] {
    if count == 0 || !is_array(pointer, count) {
        return &[];
    }
    // SAFETY: the caller promises `count` unchanging values; the pointer is not null and aligned, and
    // the values are no more than an array can have.
    unsafe { std::slice::from_raw_parts(pointer, count) }
}

/// Whether `count` values can stand at `pointer`: what is null, not aligned or longer than memory is
/// refused where the other side can be told.
pub(crate) fn is_array<T>(pointer: *const T, count: usize) -> bool {
    let most = isize::MAX.unsigned_abs() / size_of::<T>().max(1);
    count == 0 || !pointer.is_null() && pointer.is_aligned() && count <= most
}

/// A structure of the other side in our shape: what it does not have yet is zero, and what it has
/// beyond ours is left out. This is what lets structures grow at their end.
///
/// `size` is what it says of itself, and `least` what it was in version 1.0.
///
/// # Errors
/// The size, if it is less than `least`.
///
/// # Safety
/// `pointer` shows `size` bytes of the structure, and zero is a value of each field of `T`.
#[cfg(feature = "host")]
pub(crate) unsafe fn grown<T: Copy>(
    pointer: *const T,
    size: usize,
    least: usize,
) -> Result<T, usize> {
    if size < least {
        return Err(size);
    }
    let mut ours = std::mem::MaybeUninit::<T>::zeroed();
    let (from, to) = (pointer.cast::<u8>(), ours.as_mut_ptr().cast::<u8>());
    // SAFETY: both are as large as the smaller of the two, and apart.
    unsafe { to.copy_from_nonoverlapping(from, size.min(size_of::<T>())) };
    // SAFETY: each field was copied or is zero, and both are values of it.
    Ok(unsafe { ours.assume_init() })
}

/// The same for a structure whose first field, a `usize`, is its size.
///
/// # Errors
/// As [`grown`].
///
/// # Safety
/// As [`grown`], of as many bytes as the first field says.
#[cfg(feature = "host")]
pub(crate) unsafe fn led_by_size<T: Copy>(pointer: *const T, least: usize) -> Result<T, usize> {
    // SAFETY: the caller promises that the structure starts with its size.
    let size = unsafe { pointer.cast::<usize>().read_unaligned() };
    // SAFETY: the caller promises as many bytes.
    unsafe { grown(pointer, size, least) }
}

/// The text that the other side lends; none if it is not UTF-8.
///
/// # Safety
/// As [`slice`], of bytes.
#[cfg(feature = "host")]
pub(crate) unsafe fn text<'a>(text: WarraqText) -> Option<&'a str> {
    // SAFETY: the caller promises the same of the text.
    let bytes = unsafe { slice(text.bytes, text.length) };
    std::str::from_utf8(bytes).ok()
}

/// The text that the other side lends and has already checked.
///
/// # Safety
/// As [`slice`], of bytes that are UTF-8.
pub(crate) unsafe fn trusted_text<'a>(text: WarraqText) -> &'a str {
    // SAFETY: the caller promises the same of the text.
    let bytes = unsafe { slice(text.bytes, text.length) };
    // SAFETY: the caller promises UTF-8.
    unsafe { std::str::from_utf8_unchecked(bytes) }
}

#[cfg(all(test, feature = "host"))]
mod tests {
    use super::*;

    /// A structure as a later version may have it.
    #[repr(C)]
    #[derive(Clone, Copy)]
    struct Grown {
        size: usize,
        first: u32,
        second: u32,
        added: u64,
        callback: Option<extern "C" fn()>,
    }

    const LEAST: usize = std::mem::offset_of!(Grown, added);

    #[test]
    fn what_cannot_be_an_array_is_empty() {
        let values = [1_u32, 2, 3];
        let start = values.as_ptr();
        let cases = [
            (start, 3, 3),
            (start, 0, 0),
            (std::ptr::null(), 3, 0),
            (start.wrapping_byte_add(1), 1, 0),
            (start, usize::MAX, 0),
            (start, usize::MAX / 4, 0),
        ];
        for (pointer, count, expected) in cases {
            // SAFETY: the first case shows three values, and no other is read.
            let read = unsafe { slice(pointer, count) };
            assert_eq!(read.len(), expected, "{pointer:?}, {count}");
        }
    }

    #[test]
    fn a_structure_is_read_as_far_as_it_goes() {
        extern "C" fn nothing() {}
        let cases = [
            (size_of::<Grown>(), Ok((7, 9, true))),
            (LEAST, Ok((7, 0, false))),
            (LEAST + 8, Ok((7, 9, false))),
            (size_of::<Grown>() + 64, Ok((7, 9, true))),
            (LEAST - 1, Err(LEAST - 1)),
            (0, Err(0)),
        ];
        for (size, expected) in cases {
            let grown = Grown {
                size,
                first: 7,
                second: 8,
                added: 9,
                callback: Some(nothing),
            };
            // The memory behind a structure that says that it is larger belongs to it.
            let memory = [grown, grown, grown];
            // SAFETY: the memory is as large as the largest size above.
            let read = unsafe { led_by_size(memory.as_ptr(), LEAST) };
            let read = read.map(|read| (read.first, read.added, read.callback.is_some()));
            assert_eq!(read, expected, "{size}");
        }
    }
}
