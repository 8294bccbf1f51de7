use super::pages::{assert_agree, group_of};

#[test]
fn a_founder_lets_two_in_by_one_commit() {
    let [mut ana, mut ben, mut eva] = group_of([10, 11, 12]);
    assert_agree(&mut [&mut ana, &mut ben, &mut eva]);
    assert_eq!(eva.seats(), [(0, 10), (1, 11), (2, 12)]);
    let said = ben.say(b"hello");
    assert_eq!(ana.listen(11, &said).unwrap(), b"hello");
}
