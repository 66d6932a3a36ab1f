//! Devices on both databases: paired once, their secrets replaced, every step written down.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod support;

use goiso_store::devices::{DeviceNote, DeviceRow, DeviceStep};
use goiso_store::pairings::{Pairing, PairingGrant, PairingState};
use goiso_store::people::{Role, Standing, Token};
use support::{Ground, hall};

#[tokio::test(flavor = "multi_thread")]
async fn devices_are_paired_once_and_their_secrets_replaced_on_sqlite() {
    paired_once_and_replaced(Ground::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_are_paired_once_and_their_secrets_replaced_on_postgres() {
    paired_once_and_replaced(Ground::postgres().await).await;
}

async fn paired_once_and_replaced(ground: Ground) {
    let store = ground.store().await;
    let wish = |number: u8, asked_at: i64| Pairing {
        device_hash: [number; 32],
        user_hash: [number + 100; 32],
        match_number: 42,
        kind: "hall".to_owned(),
        address: "10.0.0.7".to_owned(),
        asked_at,
        expires_at: asked_at + 600,
        state: PairingState::Open,
    };
    let note = |at: i64, device: &str, what: DeviceStep| DeviceNote {
        at,
        device: device.to_owned(),
        what,
        by: "p-lan".to_owned(),
    };
    let grant = PairingGrant {
        name: "Màn hình".to_owned(),
        role: Role::Display,
        hall: hall("nha-trang"),
        zone: "main".to_owned(),
        counter: "3".to_owned(),
        speaks: Some(1),
        by: "p-lan".to_owned(),
    };
    assert!(store.open_pairing(wish(1, 0), 2).await.unwrap());
    assert!(store.open_pairing(wish(2, 0), 2).await.unwrap());
    assert!(!store.open_pairing(wish(3, 0), 2).await.unwrap(), "two are the most here");
    assert_eq!(store.pairing_by_user([101; 32]).await.unwrap(), Some(wish(1, 0)));
    assert!(store.refuse_pairing([102; 32], note(5, "10.0.0.7", DeviceStep::Refused)).await.unwrap());
    assert!(!store.grant_pairing([102; 32], grant.clone(), note(5, "x", DeviceStep::Approved)).await.unwrap());
    assert!(
        !store.grant_pairing([101; 32], grant.clone(), note(600, "x", DeviceStep::Approved)).await.unwrap(),
        "too late"
    );
    assert!(store.grant_pairing([101; 32], grant.clone(), note(6, "10.0.0.7", DeviceStep::Approved)).await.unwrap());
    let granted = store.pairing_by_device([1; 32]).await.unwrap().unwrap();
    assert_eq!(granted.state, PairingState::Granted(grant));
    let token = Token {
        hash: [9; 32],
        id: "d-wall".to_owned(),
        name: "Màn hình".to_owned(),
        role: Role::Display,
        hall: Some(hall("nha-trang")),
        zone: "main".to_owned(),
        speaks: Some(1),
        standing: Standing::Active,
        created_at: 7,
    };
    let take = async |at: i64| {
        let note = note(at, "d-wall", DeviceStep::Paired);
        store.take_pairing([1; 32], token.clone(), "3".to_owned(), note).await.unwrap()
    };
    assert!(!take(600).await, "too late");
    assert!(take(7).await);
    assert!(!take(8).await, "once");
    assert!(store.open_pairing(wish(3, 600), 2).await.unwrap(), "those that ran out make room");

    assert!(!store.stage_secret("d-wall", [8; 32], [10; 32]).await.unwrap(), "not its secret");
    assert!(store.stage_secret("d-wall", [9; 32], [10; 32]).await.unwrap());
    assert!(store.stage_secret("d-wall", [9; 32], [11; 32]).await.unwrap());
    assert!(!store.use_next_secret("d-wall", [10; 32], 20, 0).await.unwrap(), "the later one waits");
    assert!(store.use_next_secret("d-wall", [11; 32], 20, 0).await.unwrap());
    assert!(!store.use_next_secret("d-wall", [11; 32], 20, 0).await.unwrap());
    assert_eq!(store.spent_secrets().await.unwrap(), [([9; 32], "d-wall".to_owned())]);
    assert_eq!(store.tokens().await.unwrap(), [Token { hash: [11; 32], ..token.clone() }]);
    store.device_seen("d-wall", 30).await.unwrap();
    store.rename_device("Sảnh".to_owned(), note(31, "d-wall", DeviceStep::Renamed)).await.unwrap();
    let row = DeviceRow {
        id: "d-wall".to_owned(),
        counter: "3".to_owned(),
        next_hash: None,
        rotated_at: 20,
        seen_at: Some(30),
    };
    assert_eq!(store.devices().await.unwrap(), [row]);
    store.revoke_device(note(32, "d-wall", DeviceStep::Revoked)).await.unwrap();
    assert!(!store.stage_secret("d-wall", [11; 32], [12; 32]).await.unwrap(), "revoked");
    let now = Token { hash: [11; 32], name: "Sảnh".to_owned(), standing: Standing::Disabled, ..token };
    assert_eq!(store.tokens().await.unwrap(), [now]);
    let steps: Vec<DeviceStep> = store.device_notes(3).await.unwrap().into_iter().map(|note| note.what).collect();
    assert_eq!(steps, [DeviceStep::Revoked, DeviceStep::Renamed, DeviceStep::Paired], "the newest first");
}
