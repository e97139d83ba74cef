//! Slices and texts from the pointers of the other side, the one place where they are made.

use crate::abi::WarraqText;

/// What a pointer and a count show.
///
/// # Safety
/// Unless `count` is 0, `pointer` shows `count` values that nobody changes during `'a`.
pub(crate) unsafe fn slice<'a, T>(pointer: *const T, count: usize) -> &'a [T] {
    if count == 0 || pointer.is_null() {
        return &[];
    }
    // SAFETY: the caller promises `count` unchanging values, and the pointer is not null.
    unsafe { std::slice::from_raw_parts(pointer, count) }
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
