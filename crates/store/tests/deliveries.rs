//! Reports that are made by themselves are handed in once, on both databases.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod support;

use goiso_queue::time::ServiceDay;
use goiso_store::deliveries::{Delivered, Delivery, Way};
use support::Ground;

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_handed_in_once_on_sqlite() {
    handed_in_once(Ground::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_handed_in_once_on_postgres() {
    handed_in_once(Ground::postgres().await).await;
}

fn october(way: Way) -> Delivery {
    let day = |text: &str| ServiceDay(text.parse().unwrap());
    Delivery { name: "monthly".to_owned(), from: day("2026-10-01"), to: day("2026-10-31"), way }
}

async fn handed_in_once(ground: Ground) {
    let store = ground.store().await;
    let (mail, folder) = (october(Way::Mail), october(Way::Folder));
    assert!(store.claim_delivery(&mail, 1_000, 2_000).await.unwrap());
    assert!(!store.claim_delivery(&mail, 1_999, 9_000).await.unwrap(), "somebody is at it");
    assert!(store.claim_delivery(&folder, 1_999, 9_000).await.unwrap(), "the other way is another matter");
    assert!(store.claim_delivery(&mail, 2_000, 3_000).await.unwrap(), "who was at it has died");
    assert_eq!(store.last_deliveries().await.unwrap(), []);

    store.release_delivery(&mail).await.unwrap();
    assert!(store.claim_delivery(&mail, 2_100, 3_000).await.unwrap(), "it came to nothing, so again");
    store.delivery_done(&mail, 2_500).await.unwrap();
    assert!(!store.claim_delivery(&mail, 99_000, 100_000).await.unwrap(), "done is done");
    store.release_delivery(&mail).await.unwrap();
    assert!(!store.claim_delivery(&mail, 99_000, 100_000).await.unwrap(), "and stays done");
    assert_eq!(store.last_deliveries().await.unwrap(), [Delivered { delivery: mail.clone(), at: 2_500 }]);

    let day = |text: &str| ServiceDay(text.parse().unwrap());
    let november = Delivery { from: day("2026-11-01"), to: day("2026-11-30"), ..mail.clone() };
    assert!(store.claim_delivery(&november, 5_000, 6_000).await.unwrap(), "the next month is another one");
    store.delivery_done(&november, 5_500).await.unwrap();
    store.delivery_done(&folder, 5_600).await.unwrap();
    let last = [Delivered { delivery: folder, at: 5_600 }, Delivered { delivery: november, at: 5_500 }];
    assert_eq!(store.last_deliveries().await.unwrap(), last);
}
