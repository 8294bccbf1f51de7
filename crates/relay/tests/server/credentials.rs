use crate::support::{Answer, Server, ask, get};
use heliograph_relay::{Config, Limits, Successor};
use std::time::Duration;

#[tokio::test]
async fn two_people_of_one_exchange_have_two_credentials() {
    let server = Server::start();
    let first = server.credentials(None).await.json();
    let exchange = first["exchange"].as_str().unwrap();
    assert_eq!(exchange.len(), 16);
    assert!(first["username"].as_str().unwrap().contains(exchange));
    assert_eq!(first["lifetime_s"], 600);
    let urls: Vec<_> = first["urls"].as_array().unwrap().iter().map(|url| url.as_str().unwrap()).collect();
    assert!(
        urls.contains(&format!("turn:127.0.0.1:{}?transport=udp", server.udp().port()).as_str()),
        "{urls:?}"
    );
    assert!(
        urls.contains(&format!("turn:127.0.0.1:{}?transport=tcp", server.tcp().port()).as_str()),
        "{urls:?}"
    );

    let second = server.credentials(Some(exchange)).await.json();
    assert_eq!(second["exchange"], exchange);
    assert_ne!(second["username"], first["username"]);
    assert_ne!(server.credentials(None).await.json()["exchange"], exchange);
}

#[tokio::test]
async fn an_exchange_is_known_after_a_restart() {
    let server = Server::start();
    let exchange = server.credentials(None).await.json()["exchange"].as_str().unwrap().to_owned();
    let Server { running, folder } = server;
    drop(running);
    let again = Server {
        running: heliograph_relay::Running::start(Config::on_loopback(folder.path().join("state"))).unwrap(),
        folder,
    };
    assert_eq!(again.credentials(Some(&exchange)).await.status, 200);
}

#[tokio::test]
async fn an_exchange_that_nobody_began_is_refused() {
    let server = Server::start();
    for wrong in ["0123456789abcdef", "", "zz", "0123456789ABCDEF"] {
        let answer = server.credentials(Some(wrong)).await;
        assert_eq!((answer.status, &answer.json()["error"]), (404, &"unknown-exchange".into()), "{wrong}");
    }
}

async fn post(server: &Server, headers: &str, body: &str) -> Answer {
    let tcp = server.tcp();
    let head = format!("POST /relay/credentials HTTP/1.1\r\nHost: {tcp}\r\nConnection: close\r\n");
    ask(tcp, &format!("{head}Content-Length: {}\r\n{headers}\r\n{body}", body.len())).await
}

#[tokio::test]
async fn only_the_own_page_gets_any() {
    let server = Server::start();
    let json = "Content-Type: application/json\r\n";
    for origin in ["", "Origin: https://evil.example\r\n", "Origin: null\r\n", "Origin: http://127.0.0.1\r\n"]
    {
        let answer = post(&server, &format!("{json}{origin}"), "{}").await;
        assert_eq!(answer.status, 403, "{origin}");
        assert!(!answer.text().contains("credential"));
    }
    let own = format!("Origin: http://{}\r\n", server.tcp());
    assert_eq!(post(&server, &own, "{}").await.status, 415);
    assert_eq!(post(&server, &format!("{own}{json}"), "no").await.status, 400);
    assert_eq!(
        post(&server, &format!("{own}{json}"), &format!("{{\"x\":\"{}\"}}", "a".repeat(2000))).await.status,
        413
    );
    assert_eq!(post(&server, &format!("{own}{json}"), "{}").await.status, 200);
    assert_eq!(get(server.tcp(), "/relay/credentials").await.status, 405);
}

#[tokio::test]
async fn a_source_may_begin_so_many_exchanges_and_join_more() {
    let server = Server::start_with(|config| {
        config.limits = Limits { exchanges_per_hour: 3, joins_per_hour: 5, ..config.limits };
    });
    let mut exchange = String::new();
    for _ in 0..3 {
        exchange = server.credentials(None).await.json()["exchange"].as_str().unwrap().to_owned();
    }
    let refused = server.credentials(None).await;
    assert_eq!((refused.status, &refused.json()["error"]), (429, &"too-often".into()));
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=1200).contains(&wait), "{wait}");
    for _ in 0..5 {
        assert_eq!(server.credentials(Some(&exchange)).await.status, 200);
    }
    assert_eq!(server.credentials(Some(&exchange)).await.status, 429);
    let more = Limits { exchanges_per_hour: 10, ..Config::on_loopback("nowhere".into()).limits };
    server.running.reload(more).await;
    assert_eq!(server.credentials(None).await.status, 200, "a reload allows more");
}

#[tokio::test]
async fn who_says_to_come_from_elsewhere_gets_no_more() {
    let server = Server::start_with(|config| {
        config.limits = Limits { exchanges_per_hour: 3, ..config.limits };
    });
    let mut statuses = Vec::new();
    for number in 0..5 {
        let headers = format!(
            "Content-Type: application/json\r\nOrigin: http://{}\r\nX-Forwarded-For: 198.51.100.{number}\r\n\
             Forwarded: for=198.51.100.{number}\r\nX-Real-IP: 198.51.100.{number}\r\n",
            server.tcp()
        );
        statuses.push(post(&server, &headers, "{}").await.status);
    }
    assert_eq!(statuses, [200, 200, 200, 429, 429]);
}

#[tokio::test]
async fn a_server_that_stops_says_so() {
    let mut server = Server::start();
    let hold = tokio::net::TcpStream::connect(server.tcp()).await.unwrap();
    let tcp = server.tcp();
    let mut running = server.running;
    let drained = tokio::spawn(async move {
        running.drain(Duration::from_secs(60), Successor::Expected).await;
        running
    });
    crate::support::until("it is not ready any more", || async { get(tcp, "/readyz").await.status == 503 })
        .await;
    let answer = ask(
        tcp,
        &format!(
            "POST /relay/credentials HTTP/1.1\r\nHost: {tcp}\r\nOrigin: http://{tcp}\r\n\
             Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}"
        ),
    )
    .await;
    assert_eq!((answer.status, &answer.json()["error"]), (503, &"draining".into()));
    assert!(answer.header("retry-after").is_some());
    assert_eq!(get(tcp, "/companion.json").await.json()["draining"], true);
    drop(hold);
    server.running = drained.await.unwrap();
}
