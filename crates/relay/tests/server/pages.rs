use crate::support::{Server, ask, get, get_with};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

#[tokio::test]
async fn the_page_comes_with_everything_that_protects_it() {
    let server = Server::start();
    let page = get(server.tcp(), "/").await;
    assert_eq!(page.status, 200);
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "no-cache"),
        ("content-type", "text/html; charset=utf-8"),
    ] {
        assert_eq!(page.header(name), Some(value), "{name}");
    }
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.starts_with("default-src 'none'; ") && policy.ends_with("; frame-ancestors 'none'"),
        "{policy}"
    );
    assert!(page.text().contains(policy.strip_suffix("; frame-ancestors 'none'").unwrap()));
}

#[tokio::test]
async fn what_a_browser_has_already_is_not_sent_again() {
    let server = Server::start();
    let tag = get(server.tcp(), "/").await.header("etag").unwrap().to_owned();
    let again = get_with(server.tcp(), "/", &format!("If-None-Match: {tag}\r\n")).await;
    assert_eq!((again.status, again.body.len()), (304, 0));
}

#[tokio::test]
async fn no_path_leads_out_of_the_app() {
    let server = Server::start();
    for path in [
        "/../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "//etc/passwd",
        "/etc/passwd",
        "/relay",
        "/.",
        "/index.html/..",
    ] {
        let answer = get(server.tcp(), path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(
            answer.header("content-security-policy"),
            Some("default-src 'none'; frame-ancestors 'none'")
        );
    }
}

#[tokio::test]
async fn the_page_learns_that_it_comes_from_a_companion() {
    let server = Server::start();
    let told = get(server.tcp(), "/companion.json").await;
    assert_eq!(told.header("cache-control"), Some("no-store"));
    assert_eq!(told.json()["relay"], true);
    assert!(told.json()["stun"][0].as_str().is_some_and(|url| url.starts_with("stun:")), "{}", told.text());
    assert_eq!(get(server.tcp(), "/healthz").await.status, 200);
    assert_eq!(get(server.tcp(), "/readyz").await.status, 200);
}

#[tokio::test]
async fn requests_that_are_none_end_their_connection_and_nothing_else() {
    let server = Server::start();
    let tcp = server.tcp();
    for broken in [
        "GET / HTTP/9.9\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n".to_owned(),
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n"
            .to_owned(),
    ] {
        let answer = ask(tcp, &broken).await;
        assert!((400..=505).contains(&answer.status), "{answer:?}");
    }
    // Whoever says more than is read may be cut off before they hear why.
    let mut stream = tokio::net::TcpStream::connect(tcp).await.unwrap();
    let _ = stream.write_all(format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(1_000_000)).as_bytes()).await;
    let _ = stream.read_to_end(&mut Vec::new()).await;
    assert_eq!(get(tcp, "/").await.status, 200);
}

#[tokio::test]
async fn a_thousand_changed_requests_get_an_answer_or_an_end() {
    let server = Server::start();
    let tcp = server.tcp();
    let whole = format!(
        "POST /relay/credentials HTTP/1.1\r\nHost: {tcp}\r\nOrigin: http://{tcp}\r\n\
         Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}"
    );
    let mut answered = 0;
    for number in 0..1_000_usize {
        let mut bytes = whole.clone().into_bytes();
        let (place, byte) = (number * 7_919 % bytes.len(), (number * 31 % 256) as u8);
        match number % 4 {
            0 => bytes[place] = byte,
            1 => bytes.insert(place, byte),
            2 => drop(bytes.remove(place)),
            _ => bytes.truncate(place),
        }
        let mut stream = tokio::net::TcpStream::connect(tcp).await.unwrap();
        // Whoever is cut off may be so while they still write.
        let _ = stream.write_all(&bytes).await;
        let _ = stream.shutdown().await;
        let mut heard = Vec::new();
        let _ = stream.read_to_end(&mut heard).await;
        if !heard.is_empty() {
            answered += 1;
            let status: u16 = String::from_utf8_lossy(&heard)[9..12].parse().unwrap();
            assert!((200..500).contains(&status), "{status} for {}", bytes.escape_ascii());
        }
    }
    assert!(answered > 400, "the test is blind: {answered} answers");
    assert_eq!(get(tcp, "/").await.status, 200);
}

#[tokio::test]
async fn figures_are_told_elsewhere_and_not_at_the_door() {
    let server = Server::start_with(|config| config.metrics = Some("127.0.0.1:0".parse().unwrap()));
    let metrics = server.running.metrics().unwrap();
    assert_eq!(get(server.tcp(), "/metrics").await.status, 404);
    let told = get(metrics, "/metrics").await;
    assert_eq!(told.header("content-type"), Some("text/plain; version=0.0.4"));
    assert!(told.text().contains("\nheliograph_relay_connections_total 1\n"), "{}", told.text());
    for word in ["127.0.0.1", "ip=", "user", "exchange="] {
        assert!(!told.text().contains(word), "{word}");
    }
}
