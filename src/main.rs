//! The page: starts the app in place of the notice that it is loading.

fn main() {
    heliograph_app::start();
}
