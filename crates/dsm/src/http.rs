//! Requests and responses, and their limits.

use std::error::Error as _;
use std::io::Read;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::blocking::{Client, Response};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, LOCATION};
use reqwest::{Method, Proxy, StatusCode, Url, redirect};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::address::Address;
use crate::error::{Distrust, DsmError};
use crate::foreign;
use crate::tls::{Roots, config};

/// How long an answer is waited for: until its end.
const TIME: Duration = Duration::from_secs(30);
/// How long a connection may take, with its handshake.
const CONNECT_TIME: Duration = Duration::from_secs(10);
/// The longest response that is read, in bytes: a thousand keys take one.
const LONGEST: usize = 16 << 20;

/// How a DSM is reached.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where it is.
    pub address: Address,
    /// Whose certificate is trusted.
    pub roots: Roots,
    /// The proxy that it is reached through, `http://HOST:PORT`; without one it is asked directly, whatever
    /// the environment says.
    pub proxy: Option<String>,
    /// When certificates are judged to be: the host's time unless it is pinned.
    pub now: Option<Timestamp>,
    /// How long an answer is waited for, to its end: 30 seconds unless it is said.
    pub time: Option<Duration>,
}

/// Who asks, and whom.
#[derive(Debug)]
pub(crate) struct Http {
    client: Client,
    address: Address,
    time: Duration,
    /// What proves who asks.
    authorization: Option<HeaderValue>,
}

/// A request.
pub(crate) struct Call<'a> {
    pub(crate) method: Method,
    pub(crate) path: &'a str,
    pub(crate) query: &'a [(&'a str, &'a str)],
    pub(crate) body: Option<Value>,
}

impl<'a> Call<'a> {
    pub(crate) fn get(path: &'a str) -> Self {
        Self::new(Method::GET, path, None)
    }

    pub(crate) fn post(path: &'a str, body: Value) -> Self {
        Self::new(Method::POST, path, Some(body))
    }

    pub(crate) fn new(method: Method, path: &'a str, body: Option<Value>) -> Self {
        Self {
            method,
            path,
            query: &[],
            body,
        }
    }
}

impl Http {
    pub(crate) fn new(settings: &Settings) -> Result<Self, DsmError> {
        let mut builder = Client::builder()
            .tls_backend_preconfigured(config(&settings.roots, settings.now)?)
            .https_only(true)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT_TIME)
            .user_agent(concat!("puresim/", env!("CARGO_PKG_VERSION")));
        if let Some(proxy) = &settings.proxy {
            builder = builder.proxy(proxy_at(proxy)?);
        }
        let client = builder.build();
        let time = settings.time.unwrap_or(TIME);
        Ok(Self {
            client: client.map_err(|error| DsmError::Setup(innermost(&error)))?,
            address: settings.address.clone(),
            time,
            authorization: None,
        })
    }

    /// From now on that proves who asks. It is never shown.
    pub(crate) fn authorize(&mut self, text: &str) -> Result<(), DsmError> {
        let value = HeaderValue::from_str(text);
        let mut value = value.map_err(|_| self.garbled("its token is none"))?;
        value.set_sensitive(true);
        self.authorization = Some(value);
        Ok(())
    }

    /// What it responds, which has to be JSON of that form.
    pub(crate) fn ask<T: DeserializeOwned>(&self, call: Call<'_>) -> Result<T, DsmError> {
        let bytes = self.send(call, self.time)?;
        serde_json::from_slice(&bytes).map_err(|error| {
            // Not what it quotes: that may be a secret.
            let (line, column) = (error.line(), error.column());
            let what = if error.is_data() {
                "JSON of another form"
            } else {
                "no JSON"
            };
            self.garbled(&format!("{what}, at line {line} column {column}"))
        })
    }

    /// Has something done, whatever it responds.
    pub(crate) fn tell(&self, call: Call<'_>) -> Result<(), DsmError> {
        self.send(call, self.time).map(drop)
    }

    /// The same, in that time, and nobody is told when it fails.
    pub(crate) fn tell_in(&self, call: Call<'_>, time: Duration) {
        let _ = self.send(call, time.min(self.time));
    }

    fn send(&self, call: Call<'_>, time: Duration) -> Result<Vec<u8>, DsmError> {
        let url: Url = self.address.of_path(call.path);
        let mut request = self.client.request(call.method, url).timeout(time);
        request = request.header(ACCEPT, "application/json");
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization.clone());
        }
        if !call.query.is_empty() {
            request = request.query(call.query);
        }
        if let Some(body) = &call.body {
            request = request.header(CONTENT_TYPE, "application/json");
            request = request.body(body.to_string());
        }
        let response = request.send();
        let mut response = response.map_err(|error| self.failed(&error, time))?;
        let status = response.status();
        if status.is_redirection() {
            return Err(self.redirected(&response));
        }
        let bytes = self.read(&mut response, time)?;
        if status.is_success() {
            return Ok(bytes);
        }
        let text = foreign::line(&bytes);
        Err(match status {
            StatusCode::UNAUTHORIZED => DsmError::LogIn(text),
            status => DsmError::Refused {
                status: status.as_u16(),
                text,
            },
        })
    }

    /// The whole body: one that does not end, in time or at all, is given up.
    fn read(&self, response: &mut Response, time: Duration) -> Result<Vec<u8>, DsmError> {
        let mut bytes = Vec::new();
        let mut part = [0; 16 << 10];
        loop {
            match response.read(&mut part) {
                Ok(0) => return Ok(bytes),
                Ok(length) => bytes.extend_from_slice(&part[..length]),
                Err(error) if is_timeout(&error) => return Err(self.timed_out(time)),
                Err(_) => return Err(self.garbled("the connection broke off")),
            }
            if bytes.len() > LONGEST {
                let reason = format!("it sends more than {} MiB", LONGEST >> 20);
                return Err(self.garbled(&reason));
            }
        }
    }

    pub(crate) fn garbled(&self, reason: &str) -> DsmError {
        DsmError::Garbled {
            address: self.address.to_string(),
            reason: reason.to_owned(),
        }
    }

    fn timed_out(&self, time: Duration) -> DsmError {
        DsmError::TimedOut {
            address: self.address.to_string(),
            seconds: time.as_secs(),
        }
    }

    fn redirected(&self, response: &Response) -> DsmError {
        let to = response.headers().get(LOCATION);
        DsmError::Redirected {
            address: self.address.to_string(),
            to: to.map_or_else(String::new, |to| foreign::line(to.as_bytes())),
        }
    }

    fn failed(&self, error: &reqwest::Error, time: Duration) -> DsmError {
        let address = self.address.to_string();
        if let Some(fault) = untrusted(error) {
            return DsmError::Untrusted { address, fault };
        }
        if error.is_timeout() {
            return self.timed_out(if error.is_connect() {
                CONNECT_TIME.min(time)
            } else {
                time
            });
        }
        let reason = innermost(error);
        if error.is_connect() {
            DsmError::Unreachable { address, reason }
        } else {
            self.garbled(&reason)
        }
    }
}

fn proxy_at(text: &str) -> Result<Proxy, DsmError> {
    let url = Url::parse(text).ok();
    let is_plain = |url: &Url| {
        url.scheme() == "http"
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
    };
    let url = url.filter(is_plain).ok_or(DsmError::Proxy)?;
    Proxy::all(url).map_err(|_| DsmError::Proxy)
}

fn is_timeout(error: &std::io::Error) -> bool {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    inner.is_some_and(reqwest::Error::is_timeout)
}

/// What is wrong with the other's certificate, when that is the cause.
fn untrusted(error: &reqwest::Error) -> Option<Distrust> {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(rustls::Error::InvalidCertificate(reason)) = error.downcast_ref() {
            return Some(why(reason));
        }
        // An error of I/O names as its cause that of the one in it.
        let within = error.downcast_ref::<std::io::Error>();
        let within = within.and_then(std::io::Error::get_ref);
        cause = match within {
            Some(within) => Some(within),
            None => error.source(),
        };
    }
    None
}

fn why(reason: &rustls::CertificateError) -> Distrust {
    use rustls::CertificateError as E;
    match reason {
        E::UnknownIssuer => Distrust::Issuer,
        E::NotValidForName | E::NotValidForNameContext { .. } => Distrust::Name,
        E::Expired | E::ExpiredContext { .. } => Distrust::Expired,
        E::NotValidYet | E::NotValidYetContext { .. } => Distrust::NotYet,
        reason => Distrust::Other(foreign::line(reason.to_string().as_bytes())),
    }
}

/// What has really gone wrong, in the words of who noticed it.
fn innermost(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = error.to_string();
        cause = error.source();
    }
    foreign::line(text.trim_end_matches('.').as_bytes())
}
