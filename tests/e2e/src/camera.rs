//! A camera that a test holds up to a screen: the page's own QR code, as a hand holds a phone in front of it.

use std::{
    io::{Cursor, Write},
    path::PathBuf,
};

use anyhow::{Context, Result, ensure};
use image::{GrayImage, ImageFormat, Luma};
use tempfile::TempDir;

use crate::page::Page;

/// The size of a frame.
const WIDTH: u32 = 640;
const HEIGHT: u32 = 480;

/// A camera for Chromium: a file that it reads anew whenever a page opens the camera.
pub struct Camera {
    folder: TempDir,
}

impl Camera {
    /// A camera that sees nothing but a grey wall.
    pub fn new() -> Result<Self> {
        let camera = Self { folder: tempfile::Builder::new().prefix("heliograph-camera-").tempdir()? };
        camera.looks_at_nothing()?;
        Ok(camera)
    }

    /// Shows a grey wall.
    pub fn looks_at_nothing(&self) -> Result<()> {
        self.looks_at(&GrayImage::from_pixel(WIDTH, HEIGHT, Luma([120])))
    }

    /// Shows this frame to the page that opens the camera next.
    pub fn looks_at(&self, frame: &GrayImage) -> Result<()> {
        let file = std::fs::File::create(self.file()).context("writing what the camera sees")?;
        let mut video = std::io::BufWriter::new(file);
        writeln!(video, "YUV4MPEG2 W{} H{} F10:1 Ip A1:1 C420jpeg", frame.width(), frame.height())?;
        let colours = vec![128; (frame.width() / 2 * (frame.height() / 2) * 2) as usize];
        for _ in 0..2 {
            video.write_all(b"FRAME\n")?;
            video.write_all(frame.as_raw())?;
            video.write_all(&colours)?;
        }
        Ok(video.flush()?)
    }

    /// Holds the camera up to a QR code on a page.
    pub async fn held_up_to(&self, page: &Page, picture: &str, hold: &Hold) -> Result<()> {
        self.looks_at(&hold.frame(&page.image(picture).cut_out().await?)?)
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("seen.y4m")
    }
}

/// How a camera is held in front of a QR code, and how well it sees.
#[derive(Clone, Copy, Debug)]
pub struct Hold {
    /// How much of the frame's height the code takes, its quiet zone aside.
    pub height: f64,
    /// How far the camera is turned, in degrees.
    pub turn: f64,
    /// How far it looks from above and from the side, in degrees.
    pub slant: (f64, f64),
    /// How blurred the picture is: the standard deviation in pixels.
    pub blur: f64,
    /// How noisy it is: the standard deviation in steps of 256.
    pub noise: f64,
    /// What makes the noise the same in every run.
    pub seed: u64,
}

impl Hold {
    /// Straight, near and steady.
    pub const STEADY: Self =
        Self { height: 0.7, turn: 0.0, slant: (0.0, 0.0), blur: 0.5, noise: 2.0, seed: 1 };

    /// What a camera sees that is held like this in front of a picture (PNG) of a QR code.
    pub fn frame(&self, picture: &[u8]) -> Result<GrayImage> {
        let picture = image::load_from_memory_with_format(picture, ImageFormat::Png)?.into_luma8();
        let code = Square::around_the_dark_of(&picture)?;
        let to_picture = Plane::of(self).inverse();
        let mut chance = fastrand::Rng::with_seed(self.seed);
        let mut frame = GrayImage::from_fn(WIDTH, HEIGHT, |x, y| {
            let mut sum = 0.0;
            for (right, down) in [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)] {
                let (u, v) = to_picture.apply(f64::from(x) + right, f64::from(y) + down);
                sum += code.light(&picture, u, v).unwrap_or_else(|| wall(x, y));
            }
            // A tenth of the light is missing from one side to the other, as beside a window.
            let uneven = 0.9 + 0.1 * f64::from(x) / f64::from(WIDTH);
            Luma([(sum / 4.0 * uneven) as u8])
        });
        blur(&mut frame, self.blur);
        for Luma([light]) in frame.pixels_mut() {
            // The sum of twelve even chances is as good as a normal one.
            let normal = (0..12).map(|_| chance.f64()).sum::<f64>() - 6.0;
            *light = (f64::from(*light) + normal * self.noise).clamp(0.0, 255.0) as u8;
        }
        Ok(frame)
    }
}

/// A frame as a file that a person could drop.
pub fn as_png(frame: &GrayImage) -> Result<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    frame.write_to(&mut bytes, ImageFormat::Png)?;
    Ok(bytes.into_inner())
}

/// What is behind the screen.
fn wall(x: u32, y: u32) -> f64 {
    90.0 + 40.0 * f64::from(y) / f64::from(HEIGHT) + 10.0 * f64::from(x) / f64::from(WIDTH)
}

/// Where the code lies within its picture.
struct Square {
    left: f64,
    top: f64,
    size: f64,
}

impl Square {
    fn around_the_dark_of(picture: &GrayImage) -> Result<Self> {
        let mut dark = picture.enumerate_pixels().filter(|(.., Luma([light]))| *light < 100);
        let (x, y, _) = dark.next().context("there is no QR code in the picture")?;
        let mut bounds = (x, y, x, y);
        for (x, y, _) in dark {
            bounds = (bounds.0.min(x), bounds.1.min(y), bounds.2.max(x), bounds.3.max(y));
        }
        let (width, height) = (bounds.2 - bounds.0 + 1, bounds.3 - bounds.1 + 1);
        ensure!(width.abs_diff(height) <= 2, "the QR code is no square: {width} by {height}");
        Ok(Self { left: bounds.0.into(), top: bounds.1.into(), size: width.max(height).into() })
    }

    /// The light at a place of the picture, where the code reaches from -1 to 1 both ways.
    fn light(&self, picture: &GrayImage, u: f64, v: f64) -> Option<f64> {
        let x = self.left + (u + 1.0) / 2.0 * self.size;
        let y = self.top + (v + 1.0) / 2.0 * self.size;
        if x < 0.0 || y < 0.0 {
            return None;
        }
        let Luma([light]) = picture.get_pixel_checked(x as u32, y as u32)?;
        // A screen is neither quite black nor quite white in a camera.
        Some(25.0 + f64::from(*light) * 0.8)
    }
}

/// A projective map of the plane.
struct Plane([[f64; 3]; 3]);

impl Plane {
    /// From the code, which reaches from -1 to 1, to the frame.
    fn of(hold: &Hold) -> Self {
        let (turn, above, aside) =
            (hold.turn.to_radians(), hold.slant.0.to_radians(), hold.slant.1.to_radians());
        let turned = [[turn.cos(), -turn.sin()], [turn.sin(), turn.cos()]];
        // The first two columns of the rotation; the third belongs to depth, which a plane does not have.
        let rows = [
            [aside.cos(), aside.sin() * above.sin()],
            [0.0, above.cos()],
            [-aside.sin(), aside.cos() * above.sin()],
        ];
        let along =
            |row: usize, column: usize| rows[row][0] * turned[0][column] + rows[row][1] * turned[1][column];
        // Four half sizes away: nearer than people hold a phone, so that lines run together clearly.
        let away = 4.0;
        let half = hold.height * f64::from(HEIGHT) / 2.0 * away;
        let (middle_x, middle_y) = (f64::from(WIDTH) / 2.0, f64::from(HEIGHT) / 2.0);
        let projected = |column: usize| {
            let depth = along(2, column);
            [half * along(0, column) + middle_x * depth, half * along(1, column) + middle_y * depth, depth]
        };
        let (right, down) = (projected(0), projected(1));
        Self([
            [right[0], down[0], middle_x * away],
            [right[1], down[1], middle_y * away],
            [right[2], down[2], away],
        ])
    }

    fn apply(&self, x: f64, y: f64) -> (f64, f64) {
        let [first, second, third] = self.0.map(|row| row[0] * x + row[1] * y + row[2]);
        (first / third, second / third)
    }

    /// The way back, up to a factor that a projective map does not feel.
    fn inverse(&self) -> Self {
        let m = &self.0;
        let minor = |row: usize, column: usize| {
            let (a, b) = ((row + 1) % 3, (row + 2) % 3);
            let (c, d) = ((column + 1) % 3, (column + 2) % 3);
            m[a][c] * m[b][d] - m[a][d] * m[b][c]
        };
        Self([0, 1, 2].map(|row| [0, 1, 2].map(|column| minor(column, row))))
    }
}

/// Blurs a frame, first along its rows, then along its columns.
fn blur(frame: &mut GrayImage, deviation: f64) {
    if deviation <= 0.0 {
        return;
    }
    let reach = (deviation * 3.0).ceil() as i32;
    let weights: Vec<f64> = (-reach..=reach)
        .map(|step| (-f64::from(step * step) / (2.0 * deviation * deviation)).exp())
        .collect();
    let whole: f64 = weights.iter().sum();
    for (right, down) in [(1, 0), (0, 1)] {
        let before = frame.clone();
        let (width, height) = (before.width() as i32, before.height() as i32);
        for (x, y, Luma([light])) in frame.enumerate_pixels_mut() {
            let steps = (-reach..=reach).zip(&weights);
            let sum: f64 = steps
                .map(|(step, weight)| {
                    let from_x = (x as i32 + step * right).clamp(0, width - 1);
                    let from_y = (y as i32 + step * down).clamp(0, height - 1);
                    weight * f64::from(before.get_pixel(from_x as u32, from_y as u32).0[0])
                })
                .sum();
            *light = (sum / whole) as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{GrayImage, HEIGHT, Hold, Luma, Plane, WIDTH, as_png};

    #[test]
    fn a_straight_code_takes_its_part_of_the_height_in_the_middle() {
        let hold = Hold { height: 0.5, ..Hold::STEADY };
        let (x, y) = Plane::of(&hold).apply(-1.0, -1.0);
        assert_eq!((x.round(), y.round()), (f64::from(WIDTH) / 2.0 - 120.0, f64::from(HEIGHT) / 2.0 - 120.0));
    }

    #[test]
    fn the_way_back_leads_back() {
        let hold = Hold { turn: 20.0, slant: (25.0, -15.0), ..Hold::STEADY };
        let there = Plane::of(&hold);
        let (x, y) = there.apply(0.3, -0.8);
        let (u, v) = there.inverse().apply(x, y);
        assert!((u - 0.3).abs() < 1e-9 && (v + 0.8).abs() < 1e-9);
    }

    #[test]
    fn the_same_hold_gives_the_same_frame() {
        let picture = GrayImage::from_fn(80, 80, |x, y| {
            let dark = (10..70).contains(&x) && (10..70).contains(&y) && (x / 6 + y / 6) % 2 == 0;
            Luma([if dark { 0 } else { 255 }])
        });
        let picture = as_png(&picture).expect("a picture");
        let hold = Hold { noise: 9.0, ..Hold::STEADY };
        assert!(hold.frame(&picture).expect("a frame") == hold.frame(&picture).expect("a frame"));
    }
}
