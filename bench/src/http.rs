//! Requests of HTTPS over connections that are kept, and nginx beside ours.

use std::fs;

use anyhow::{Context, Result, ensure};

use crate::fixture::Fixture;

/// nginx as it is, with one worker.
const NGINX: &str = "
    openssl req -x509 -nodes -newkey rsa:2048 -keyout nginx.key -out nginx.pem -days 30 \
        -subj /CN=localhost 2> /dev/null
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind((\"127.0.0.1\", 0)); print(s.getsockname()[1])')
    echo $port > nginx.port
    cat > nginx.conf <<END
worker_processes 1;
pid $PWD/nginx.pid;
error_log $PWD/nginx.log;
events {}
http {
    access_log off;
    keepalive_requests 100000000;
    server {
        listen 127.0.0.1:$port ssl;
        ssl_certificate $PWD/nginx.pem;
        ssl_certificate_key $PWD/nginx.key;
        location / { root $PWD; default_type application/json; try_files /one.json =404; }
    }
}
END
    chmod 755 . && nginx -c $PWD/nginx.conf
";

/// Requests a second that `wrk` reaches over one connection, with that header.
pub(crate) fn http_rate(fixture: &Fixture, url: &str, header: &str) -> Result<f64> {
    let line = format!("wrk -t1 -c1 -d3s -H '{header}' '{url}'");
    let said = fixture.shell(&line)?;
    ensure!(!said.contains("Non-2xx"), "{said}");
    let rate = said
        .lines()
        .find_map(|line| line.strip_prefix("Requests/sec:"));
    Ok(rate.context("the rate of wrk")?.trim().parse()?)
}

/// nginx with the file `one.json`; it ends with this.
pub(crate) struct Nginx<'a> {
    fixture: &'a Fixture,
    url: String,
}

impl<'a> Nginx<'a> {
    /// On one core when it is started there.
    pub(crate) fn start(fixture: &'a Fixture) -> Result<Self> {
        fixture.shell(NGINX)?;
        let port = fs::read_to_string(fixture.folder().join("nginx.port"))?;
        let url = format!("https://127.0.0.1:{}/one", port.trim());
        Ok(Self { fixture, url })
    }

    /// Requests a second for the file.
    pub(crate) fn rate(&self) -> Result<f64> {
        http_rate(self.fixture, &self.url, "none: none")
    }
}

impl Drop for Nginx<'_> {
    fn drop(&mut self) {
        let _ = self.fixture.shell("kill $(cat nginx.pid)");
    }
}
