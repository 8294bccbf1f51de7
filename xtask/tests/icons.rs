//! The icons that browsers want as pictures are drawn from `assets/icon.svg`, so that there is one drawing only.
//! The pictures are kept in the repository, since drawing them takes a renderer that nothing else needs.

use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::Tree,
};
use std::fs;
use xtask::workspace::{root, scratch};

/// For toolbars, lists of extensions, home screens and splash screens.
const SIZES: [u32; 6] = [16, 32, 48, 128, 192, 512];

/// For systems that cut icons to a shape of their own.
const MASKABLE_SIZES: [u32; 2] = [192, 512];

/// Home screens of iPhones and iPads know this one by its name, and cut off its corners.
const APPLE: (&str, u32) = ("apple-touch-icon.png", 180);

/// Whatever the shape is, a circle of four fifths of the width stays: W3C Web Application Manifest, section 1.5.1.
const SAFE: f32 = 0.8;

/// By how much a colour may differ: not every processor rounds alike.
const ROUNDING: u8 = 3;

#[test]
fn every_icon_is_what_the_drawing_looks_like_today() {
    let source = fs::read(root().join("assets/icon.svg")).unwrap();
    let drawing = Tree::from_data(&source, &Default::default()).unwrap();
    let whole = SIZES.map(|size| (format!("icon-{size}.png"), draw(&drawing, size, 1.0)));
    let maskable =
        MASKABLE_SIZES.map(|size| (format!("maskable-{size}.png"), drawn_to_be_cut(&drawing, size)));

    let apple = (APPLE.0.to_owned(), drawn_to_be_cut(&drawing, APPLE.1));

    let fresh = scratch("icons").unwrap();
    let mut stale = Vec::new();
    for (name, picture) in whole.into_iter().chain(maskable).chain([apple]) {
        picture.save_png(fresh.join(&name)).unwrap();
        let kept = Pixmap::load_png(root().join("assets/icons").join(&name));
        if !kept.is_ok_and(|kept| look_alike(&kept, &picture)) {
            stale.push(name);
        }
    }
    assert!(
        stale.is_empty(),
        "assets/icons lacks {stale:?} as drawn today; please copy them from {}",
        fresh.display()
    );
}

fn look_alike(one: &Pixmap, other: &Pixmap) -> bool {
    let mut colours = one.data().iter().zip(other.data());
    (one.width(), one.height()) == (other.width(), other.height())
        && colours.all(|(one, other)| one.abs_diff(*other) <= ROUNDING)
}

/// The drawing in the middle of a square, at `scale` of its width.
fn draw(drawing: &Tree, size: u32, scale: f32) -> Pixmap {
    let mut picture = Pixmap::new(size, size).expect("an icon has a width");
    draw_onto(&mut picture, drawing, scale);
    picture
}

/// With the drawing's own ground out to the edges.
fn drawn_to_be_cut(drawing: &Tree, size: u32) -> Pixmap {
    let ground =
        draw(drawing, size, 1.0).pixel(size / 2, 1).expect("the point lies in the picture").demultiply();
    let mut picture = Pixmap::new(size, size).expect("an icon has a width");
    picture.fill(resvg::tiny_skia::Color::from_rgba8(ground.red(), ground.green(), ground.blue(), 255));
    draw_onto(&mut picture, drawing, SAFE);
    picture
}

fn draw_onto(picture: &mut Pixmap, drawing: &Tree, scale: f32) {
    let width = picture.width() as f32;
    let zoom = width * scale / drawing.size().width();
    let edge = width * (1.0 - scale) / 2.0;
    let place = Transform::from_row(zoom, 0.0, 0.0, zoom, edge, edge);
    resvg::render(drawing, place, &mut picture.as_mut());
}
