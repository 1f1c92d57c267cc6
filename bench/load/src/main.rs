//! `pure-load`: measures what is too short for a process of its own, and prints one number a line.
//!
//! `cargo xtask bench` runs it.

mod client;
mod codec;
mod get;
mod handshake;
mod key;
mod sharing;

use anyhow::Result;
use clap::Parser;

/// Measure requests, handshakes, codecs or secret sharing.
#[derive(Debug, Parser)]
enum Cli {
    /// Make an Active key of that name, and print its unique identifier.
    Key {
        #[command(flatten)]
        client: client::Options,
        /// The name of the new key.
        name: String,
    },
    /// Get a key over and over; prints requests a second.
    Get {
        #[command(flatten)]
        client: client::Options,
        /// The unique identifier of the key.
        id: String,
        /// Locate it by this name before each Get.
        #[arg(long)]
        locate: Option<String>,
        /// How many connections at once.
        #[arg(long, default_value_t = 1)]
        connections: usize,
        /// For how long, in milliseconds.
        #[arg(long, default_value_t = 2000)]
        time: u64,
    },
    /// Open connections over and over; prints handshakes a second.
    Handshake {
        #[command(flatten)]
        client: client::Options,
        /// For how long, in milliseconds.
        #[arg(long, default_value_t = 2000)]
        time: u64,
    },
    /// Decode and encode the response to a Get; prints nanoseconds: ours, kmip-ttlv's, of a copy.
    Codec,
    /// Split a key over 250 drives and combine it; prints nanoseconds: ours, vsss-rs's alone.
    Sharing,
}

fn main() -> Result<()> {
    match Cli::parse() {
        Cli::Key { client, name } => println!("{}", key::make(&client, &name)?),
        Cli::Get {
            client,
            id,
            locate,
            connections,
            time,
        } => {
            let rate = get::rate(&client, &id, locate.as_deref(), connections, time)?;
            println!("{rate}");
        }
        Cli::Handshake { client, time } => println!("{}", handshake::rate(&client, time)?),
        Cli::Codec => codec::measure()?.iter().for_each(|time| println!("{time}")),
        Cli::Sharing => sharing::measure()
            .iter()
            .for_each(|time| println!("{time}")),
    }
    Ok(())
}

/// The median times of each `work` in nanoseconds, measured in turns, so that what disturbs one
/// disturbs the others.
fn medians<const N: usize>(times: usize, mut works: [&mut dyn FnMut(); N]) -> [f64; N] {
    // Batches, since a clock is too coarse for one.
    let batch = 200;
    let mut taken = [(); N].map(|()| Vec::with_capacity(times));
    for _ in 0..times {
        for (work, taken) in works.iter_mut().zip(&mut taken) {
            let begun = std::time::Instant::now();
            (0..batch).for_each(|_| work());
            taken.push(begun.elapsed().as_nanos() as f64 / f64::from(batch));
        }
    }
    taken.map(|mut taken| {
        taken.sort_by(f64::total_cmp);
        taken[taken.len() / 2]
    })
}
