//! Streams cut, swapped and altered.

use proptest::prelude::*;

use super::*;

const KEY: [u8; 32] = [7; 32];

fn header() -> Header {
    Header::new(b"TESTING\x01", &[9; 16])
}

/// Contents of which no two chunks are equal.
fn contents(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at / 251 + at % 251) as u8).collect()
}

fn sealed(plain: &[u8]) -> Vec<u8> {
    let mut sealed = Vec::new();
    assert_eq!(
        seal(&KEY, &header(), plain, &mut sealed).unwrap(),
        plain.len() as u64
    );
    sealed
}

/// What is released, and whether all of it was right.
fn opened(sealed: &[u8]) -> (Vec<u8>, Result<u64, StreamError>) {
    let mut plain = Vec::new();
    let result = open(&KEY, &header(), sealed, &mut plain);
    (plain, result)
}

/// An altered stream ends in an error, and gives out nothing but the beginning of the contents,
/// up to where the error says.
#[track_caller]
fn assert_refused(plain: &[u8], altered: &[u8]) {
    let (out, result) = opened(altered);
    let Err(StreamError::Altered(at)) = result else {
        panic!("{result:?}");
    };
    assert_eq!(out.len() as u64, at);
    assert!(plain.starts_with(&out));
}

/// Gives one byte at a time, and is interrupted before each.
struct Drop<'a>(&'a [u8], bool);

impl Read for Drop<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.1 = !self.1;
        if self.1 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let count = 1.min(buffer.len());
        self.0.read(&mut buffer[..count])
    }
}

const BOUNDARIES: [usize; 8] = [
    0,
    1,
    CHUNK - 1,
    CHUNK,
    CHUNK + 1,
    2 * CHUNK - 1,
    2 * CHUNK,
    2 * CHUNK + 1,
];

#[test]
fn contents_around_a_chunk_come_back() {
    for length in BOUNDARIES {
        let plain = contents(length);
        let sealed = sealed(&plain);
        let chunks = length.div_ceil(CHUNK).max(1);
        assert_eq!(sealed.len(), HEADER + length + chunks * TAG);
        let (out, result) = opened(&sealed);
        assert_eq!(result.unwrap(), length as u64);
        assert!(out == plain, "{length}");
    }
}

#[test]
fn a_source_that_gives_little_makes_the_same_stream() {
    let plain = contents(CHUNK + 3);
    let mut slowly = Vec::new();
    seal(&KEY, &header(), Drop(&plain, false), &mut slowly).unwrap();
    assert!(slowly == sealed(&plain));
    let mut out = Vec::new();
    open(&KEY, &header(), Drop(&slowly, false), &mut out).unwrap();
    assert!(out == plain);
}

#[test]
fn a_stream_cut_off_anywhere_around_a_chunk_is_refused() {
    for length in BOUNDARIES {
        let plain = contents(length);
        let sealed = sealed(&plain);
        let full = HEADER + CHUNK + TAG;
        let cuts = [
            0,
            1,
            HEADER - 1,
            HEADER,
            HEADER + 1,
            HEADER + TAG,
            full - 1,
            full,
            full + 1,
        ];
        for cut in cuts
            .into_iter()
            .chain([sealed.len() - 1])
            .filter(|cut| *cut < sealed.len())
        {
            assert_refused(&plain, &sealed[..cut]);
        }
    }
}

#[test]
fn chunks_in_another_order_are_refused() {
    let plain = contents(3 * CHUNK + 5);
    let sealed = sealed(&plain);
    let (header, body) = sealed.split_at(HEADER);
    let chunks: Vec<&[u8]> = body.chunks(CHUNK + TAG).collect();
    assert_eq!(chunks.len(), 4);
    let orders: [&[usize]; 8] = [
        &[1, 0, 2, 3],
        &[0, 2, 1, 3],
        &[3, 0, 1, 2],
        &[0, 1, 3],
        &[0, 0, 1, 2, 3],
        &[0, 1, 2, 2, 3],
        &[0, 1, 2, 3, 3],
        &[1, 2, 3],
    ];
    for order in orders {
        let mut altered = header.to_vec();
        order
            .iter()
            .for_each(|at| altered.extend_from_slice(chunks[*at]));
        assert_refused(&plain, &altered);
    }
}

#[test]
fn a_stream_opens_only_with_its_key_and_as_itself() {
    let plain = contents(10);
    let sealed = sealed(&plain);
    for (key, header) in [
        (&[8; 32], header()),
        (&KEY, Header::new(b"TESTING\x01", &[8; 16])),
        (&KEY, Header::new(b"TESTING\x02", &[9; 16])),
    ] {
        let mut out = Vec::new();
        // Nor does it help to write the other's header.
        let mut renamed = sealed.clone();
        renamed[..HEADER].copy_from_slice(header.as_bytes());
        for sealed in [&sealed, &renamed] {
            let result = open(key, &header, sealed.as_slice(), &mut out);
            assert!(matches!(result, Err(StreamError::Altered(0))), "{result:?}");
            assert!(out.is_empty());
        }
    }
}

#[test]
fn a_full_device_is_told() {
    let mut room = [0; HEADER + 100];
    let result = seal(
        &KEY,
        &header(),
        contents(200).as_slice(),
        room.as_mut_slice(),
    );
    assert!(matches!(result, Err(StreamError::Sink(_))), "{result:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_contents_come_back(length in 0..3 * CHUNK) {
        let plain = contents(length);
        let (out, result) = opened(&sealed(&plain));
        prop_assert_eq!(result.unwrap(), length as u64);
        prop_assert!(out == plain);
    }

    #[test]
    fn any_cut_is_refused(length in 0..3 * CHUNK, cut: prop::sample::Index) {
        let plain = contents(length);
        let sealed = sealed(&plain);
        assert_refused(&plain, &sealed[..cut.index(sealed.len())]);
    }

    #[test]
    fn any_flipped_bit_is_refused(
        length in 0..2 * CHUNK, at: prop::sample::Index, bit in 0..8_u8,
    ) {
        let plain = contents(length);
        let mut sealed = sealed(&plain);
        let at = at.index(sealed.len());
        sealed[at] ^= 1 << bit;
        assert_refused(&plain, &sealed);
    }

    #[test]
    fn anything_behind_the_end_is_refused(length in 0..2 * CHUNK, more in 1..2 * CHUNK) {
        let plain = contents(length);
        let mut sealed = sealed(&plain);
        sealed.extend(contents(more));
        assert_refused(&plain, &sealed);
    }
}
