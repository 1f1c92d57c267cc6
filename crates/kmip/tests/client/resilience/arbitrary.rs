//! Arbitrary responses.

use super::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn arbitrary_bytes(bytes in vec(any::<u8>(), 0..300)) {
        let start = Instant::now();
        let response = bytes.clone();
        let bench = Bench::new(move |_, _, stream| {
            stream.write_all(&response)?;
            stream.flush()?;
            Err(io::ErrorKind::Other.into())
        });
        prop_assert!(bench.activate().is_err());
        prop_assert!(start.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn responses_with_some_bytes_changed(
        harms in vec((any::<prop::sample::Index>(), any::<u8>()), 1..5),
    ) {
        let start = Instant::now();
        let bench = Bench::new(move |request, _, stream| {
            let mut response = right(request).encode().to_vec();
            for (index, byte) in &harms {
                let index = index.index(response.len());
                response[index] = *byte;
            }
            stream.write_all(&response)?;
            stream.flush()?;
            Err(io::ErrorKind::Other.into())
        });
        // Whether it is still a response or not: it ends, and says which.
        let _ = bench.activate();
        prop_assert!(start.elapsed() < Duration::from_secs(20));
    }
}
