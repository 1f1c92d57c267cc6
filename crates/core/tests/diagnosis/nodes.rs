//! Key managers of several nodes: that replicate late, never, or stand behind a balancer that alternates
//! between them. The array does its work, or says why it cannot, and no key is forgotten.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use kmip::enums::State;
use pure_core::Bench;
use pure_core::operation::{OldKey, TokenSource};
use pure_testing::kmip::{KeyServer, Misbehaviour};
use pure_testing::{ClientAuthentication, Listener, server_config};
use rustls::version::TLS13;

use crate::common::name;
use crate::test_bed::TestBed;

const LATE: Duration = Duration::from_millis(1500);

/// An array, and the nodes of its key manager.
struct World {
    bed: TestBed,
    bench: Bench,
    nodes: Vec<KeyServer>,
    _listeners: Vec<Listener>,
}

/// A node that shares the keys of another, which it knows only after that time.
fn replica(of: &KeyServer, after: Duration) -> KeyServer {
    let mut node = KeyServer::with(Misbehaviour::Lags(after));
    node.keys = Arc::clone(&of.keys);
    node
}

impl World {
    fn of(nodes: Vec<KeyServer>, listen: impl Fn(&TestBed, &[KeyServer]) -> Vec<Listener>) -> Self {
        let bed = TestBed::new();
        let listeners = listen(&bed, &nodes);
        let ports: Vec<u16> = listeners.iter().map(Listener::port).collect();
        bed.server_named("k", &ports);
        let bench = Bench::open(&bed.home.context("pure01")).unwrap();
        Self {
            bed,
            bench,
            nodes,
            _listeners: listeners,
        }
    }

    /// Each node at a URI of its own.
    fn with_uris(nodes: Vec<KeyServer>) -> Self {
        Self::of(nodes, |bed, nodes| {
            let each = nodes.iter().map(|node| {
                let node = node.clone();
                listen(bed, move |stream| node.serve(stream))
            });
            each.collect()
        })
    }

    /// All behind one URI: each connection goes to the next.
    fn behind_a_balancer(nodes: Vec<KeyServer>) -> Self {
        Self::of(nodes, |bed, nodes| {
            let nodes = nodes.to_vec();
            let next = AtomicUsize::new(0);
            vec![listen(bed, move |stream| {
                let turn = next.fetch_add(1, Ordering::SeqCst);
                nodes[turn % nodes.len()].serve(stream)
            })]
        })
    }

    fn enable(&self) -> Result<(), String> {
        let server = self.bed.array.kmip_server(&name("k")).unwrap();
        let enabled = self.bed.array.enable_token(TokenSource::Kmip(server));
        enabled.map(drop).map_err(|error| error.to_string())
    }

    fn power_cycle(&self) -> Result<(), String> {
        self.bench.power_off().unwrap();
        self.power_on()
    }

    fn power_on(&self) -> Result<(), String> {
        let on = self.bench.power_on(&mut |_| ());
        on.map(drop).map_err(|error| error.to_string())
    }

    /// How many keys are not destroyed, on all nodes.
    fn live(&self) -> usize {
        let mut counted: Vec<_> = Vec::new();
        let mut live = 0;
        for node in &self.nodes {
            if !counted.iter().any(|keys| Arc::ptr_eq(keys, &node.keys)) {
                counted.push(Arc::clone(&node.keys));
                let keys = node.keys.lock().unwrap();
                live += keys
                    .iter()
                    .filter(|key| key.state != State::Destroyed)
                    .count();
            }
        }
        live
    }

    /// Enable, rotate, lose power, replace, lose power, disable: as if there were one node.
    fn lives(&self) {
        self.enable().unwrap();
        self.bench.rotate_key().unwrap();
        self.power_cycle().unwrap();
        assert_eq!(self.live(), 1);
        self.bed.array.replace_token(None, OldKey::Destroy).unwrap();
        self.power_cycle().unwrap();
        self.bed.array.disable_token(OldKey::Destroy).unwrap();
        self.power_cycle().unwrap();
        self.forgets_nothing();
    }

    /// What is left is remembered: the KMIP server cannot be deleted while there is something.
    fn forgets_nothing(&self) {
        let deleted = self.bed.array.delete_kmip_server(&name("k"), false);
        assert_eq!(deleted.is_err(), self.live() > 0, "{deleted:?}");
    }
}

fn listen(
    bed: &TestBed,
    serve: impl Fn(&mut pure_testing::TlsStream) -> std::io::Result<()> + Send + Sync + 'static,
) -> Listener {
    let leaf = bed.authority.server(|_| {});
    let config = server_config(&TLS13, &leaf, ClientAuthentication::Any);
    Listener::tls(config, serve)
}

#[test]
fn two_uris_of_which_the_second_replicates_late() {
    let first = KeyServer::new();
    let second = replica(&first, LATE);
    World::with_uris(vec![first, second]).lives();
}

/// Keys are made at the first, and known there at once only.
#[test]
fn two_uris_of_which_the_first_replicates_late() {
    let second = KeyServer::new();
    let first = replica(&second, LATE);
    World::with_uris(vec![first, second]).lives();
}

#[test]
fn a_balancer_between_nodes_that_replicate_late() {
    let first = KeyServer::new();
    let second = replica(&first, LATE);
    World::behind_a_balancer(vec![first, second]).lives();
}

/// While the node with the keys is there, all goes well; without it the other's word is no verdict.
#[test]
fn two_uris_that_never_replicate() {
    let world = World::with_uris(vec![KeyServer::new(), KeyServer::new()]);
    world.lives();

    let nodes = vec![KeyServer::new(), KeyServer::new()];
    let (first, second) = (nodes[0].clone(), nodes[1].clone());
    let world = World::with_uris(nodes);
    world.enable().unwrap();
    // The first node refuses everybody.
    let keys = std::mem::take(&mut *first.keys.lock().unwrap());
    world.bench.power_off().unwrap();
    let text = world.power_on().unwrap_err();
    assert!(text.contains("has no key"), "{text}");
    assert!(second.keys.lock().unwrap().is_empty());
    // It comes back, and nothing was written off.
    first.keys.lock().unwrap().extend(keys);
    world.power_on().unwrap();
    world.bed.array.disable_token(OldKey::Destroy).unwrap();
    assert_eq!(world.live(), 0);
    world.forgets_nothing();
}

/// Half of the connections go to a node that has no key: what depends on it works, or says why, and works
/// when it is tried again.
#[test]
fn a_balancer_between_nodes_that_never_replicate() {
    let world = World::behind_a_balancer(vec![KeyServer::new(), KeyServer::new()]);
    let enabled = (0..4).map(|_| world.enable()).find(Result::is_ok);
    assert_eq!(enabled, Some(Ok(())), "one of four");
    let loses_power = || {
        for _ in 0..4 {
            if let Err(text) = world.power_cycle() {
                assert!(text.contains("has no key"), "{text}");
                world.power_on().unwrap();
            }
        }
    };
    loses_power();
    // The array has the unlock secret while it is on.
    for _ in 0..2 {
        world.bench.rotate_key().unwrap();
    }
    loses_power();
    let replaced = (0..4).map(|_| {
        let replaced = world.bed.array.replace_token(None, OldKey::Destroy);
        replaced.map(drop).map_err(|error| error.to_string())
    });
    let replaced: Vec<_> = replaced.collect();
    assert!(replaced.iter().any(Result::is_ok), "{replaced:?}");
    for text in replaced.iter().filter_map(|it| it.as_ref().err()) {
        assert!(text.contains("has no key"), "{text}");
    }
    loses_power();
    world.forgets_nothing();
    world.bed.array.disable_token(OldKey::Destroy).unwrap();
    loses_power();
    world.forgets_nothing();
}
