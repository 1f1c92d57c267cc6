//! Responses that come in pieces, late, in part, or never.

use super::*;

#[test]
fn a_response_split_at_every_byte() {
    // Each part is a record of its own, and the number of the request is where it is split.
    let bench = Bench::new(|request, number, stream| {
        let response = right(request).encode();
        let (first, rest) = response.split_at(number % (response.len() + 1));
        for part in [first, rest] {
            stream.write_all(part)?;
            stream.flush()?;
        }
        Ok(())
    });
    let mut connection = bench.open();
    for _ in 0..260 {
        connection.activate(ID).unwrap();
    }
}

#[test]
fn a_response_byte_by_byte() {
    let bench = Bench::new(|request, _, stream| {
        for byte in right(request).encode().chunks(1) {
            stream.write_all(byte)?;
            stream.flush()?;
        }
        Ok(())
    });
    let mut connection = bench.open();
    connection.activate(ID).unwrap();
    connection.query().unwrap();
}

#[test]
fn a_length_that_is_promised_and_not_kept() {
    let bench = Bench::new(|_, _, stream| {
        stream.write_all(&[0x42, 0x00, 0x7B, 0x01, 0x00, 0x0F, 0xFF, 0xF0])?;
        stream.flush()?;
        Err(io::ErrorKind::Other.into())
    });
    assert!(matches!(bench.broken(), Cause::Closed));
}

#[test]
fn silence_instead_of_a_response() {
    let bench = Bench::new(|_, _, _| Ok(()));
    let deadlines = AMPLE.with_exchange(SHORT);
    let mut connection = Connection::open(&bench.endpoint(), &bench.settings, &deadlines).unwrap();
    let error = times_out(|| connection.activate(ID));
    assert_eq!(error.stage, Stage::Operation(Operation::Activate));
}

#[test]
fn a_response_that_drips() {
    let bench = Bench::new(|request, _, stream| {
        for byte in right(request).encode().chunks(1) {
            stream.write_all(byte)?;
            stream.flush()?;
            std::thread::sleep(Duration::from_millis(30));
        }
        Ok(())
    });
    let deadlines = AMPLE.with_exchange(SHORT);
    let mut connection = Connection::open(&bench.endpoint(), &bench.settings, &deadlines).unwrap();
    times_out(|| connection.activate(ID));
    // The rest of the response still comes, and belongs to nothing that is asked now.
    let start = Instant::now();
    let error = connection.query().unwrap_err();
    assert!(matches!(error.cause, Cause::TimedOut), "{error}");
    assert!(start.elapsed() < SHORT);
}

#[test]
fn a_session_outlives_no_deadline_by_many_short_exchanges() {
    let bench = Bench::changed(|_| {});
    let deadlines = AMPLE.with_whole(SHORT * 2);
    let opened = Instant::now();
    let mut connection = Connection::open(&bench.endpoint(), &bench.settings, &deadlines).unwrap();
    let error = loop {
        if let Err(error) = connection.activate(ID) {
            break error;
        }
        assert!(
            opened.elapsed() < Duration::from_secs(10),
            "it goes on and on"
        );
    };
    assert!(matches!(error.cause, Cause::TimedOut), "{error}");
}

#[test]
fn a_cut_at_every_byte_of_the_response() {
    let cut = Arc::new(AtomicUsize::new(0));
    let at = Arc::clone(&cut);
    let bench = Bench::new(move |request, _, stream| {
        let response = right(request).encode();
        let at = at.load(Ordering::SeqCst);
        stream.write_all(&response[..at.min(response.len() - 1)])?;
        stream.flush()?;
        Err(io::ErrorKind::Other.into())
    });
    for length in (0..200).step_by(7) {
        cut.store(length, Ordering::SeqCst);
        let error = bench.activate().unwrap_err();
        assert!(matches!(error.cause, Cause::Closed), "{length}: {error}");
        let first = if length < 8 {
            Stage::FirstRead
        } else {
            error.stage
        };
        assert_eq!(error.stage, first, "cut at {length}");
    }
}

#[test]
fn the_server_hears_that_the_client_leaves() {
    let root = Authority::root("Root");
    let (sender, receiver) = std::sync::mpsc::channel();
    let sender = std::sync::Mutex::new(sender);
    let config = config(TLS_VERSIONS[1], &root.server(|_| {}));
    let server = Listener::tls(config, move |stream| {
        // Without the goodbye this would be an error.
        let read = io::Read::read(stream, &mut [0]);
        sender.lock().unwrap().send(read.ok()).unwrap();
        Ok(())
    });
    drop(open(&endpoint(&server), &settings(&root, None)).unwrap());
    assert_eq!(receiver.recv_timeout(Duration::from_secs(20)), Ok(Some(0)));
}
