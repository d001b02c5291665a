//! Light and dark, wide and narrow, on paper.

use std::fs;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::chromium::Chromium;
use crate::report::Page;

pub(crate) fn looks(browser: &mut Chromium) {
    let page = Page::sample();
    let background = "getComputedStyle(document.body).backgroundColor";
    let mut seen = Vec::new();
    for scheme in ["light", "dark"] {
        let feature = json!({ "name": "prefers-color-scheme", "value": scheme });
        browser.call("Emulation.setEmulatedMedia", json!({ "features": [feature] }));
        browser.open(&page.file, "");
        seen.push(browser.value(background));
        picture(browser, scheme);
        browser.press("j");
        browser.press("Enter");
        browser.value("document.querySelector('.result').open = true");
        picture(browser, &format!("{scheme}-open"));
        let faint = browser.value(CONTRAST);
        assert_eq!(faint, json!([]), "{scheme}: text that is hard to read");
    }
    assert_ne!(seen[0], seen[1], "dark is not light");

    for width in [320, 768] {
        let size = json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": true });
        browser.call("Emulation.setDeviceMetricsOverride", size);
        browser.open(&page.file, "");
        browser.press("e");
        let wide = browser.value("document.documentElement.scrollWidth - innerWidth");
        assert!(wide.as_i64().is_some_and(|own| own <= 0), "{wide} pixels too wide at {width}");
        picture(browser, &format!("narrow-{width}"));
    }
    browser.call("Emulation.clearDeviceMetricsOverride", json!({}));
    printed(browser, &page);
}

fn printed(browser: &mut Chromium, page: &Page) {
    browser.call("Emulation.setEmulatedMedia", json!({ "media": "print", "features": [] }));
    browser.open(&page.file, "");
    assert_eq!(browser.value("document.getElementById('filters').checkVisibility()"), false);
    browser.value("dispatchEvent(new Event('beforeprint'))");
    let hidden =
        "[...document.querySelectorAll('.finding')].filter(own => !own.checkVisibility()).length";
    assert_eq!(browser.value(hidden), 0, "findings that paper does not show");
    browser.value("dispatchEvent(new Event('afterprint'))");
    assert_eq!(browser.value("document.querySelectorAll('.result[open]').length"), 0);
    browser.call("Emulation.setEmulatedMedia", json!({ "media": "", "features": [] }));
    let pdf = browser.call("Page.printToPDF", json!({ "printBackground": false }));
    let pdf = decoded(&pdf);
    assert!(pdf.starts_with(b"%PDF"), "no PDF");
    keep("print.pdf", &pdf);
}

/// Texts whose contrast with what lies behind them is below 4.5 (WCAG 2.2, 1.4.3).
const CONTRAST: &str = "(() => {
  const channels = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const part = own => (own /= 255) <= .04045 ? own / 12.92 : ((own + .055) / 1.055) ** 2.4;
    return .2126 * part(r) + .7152 * part(g) + .0722 * part(b);
  };
  const behind = own => {
    for (; own; own = own.parentElement) {
      const color = channels(getComputedStyle(own).backgroundColor);
      if (color.length < 4 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const texts = [...document.querySelectorAll('body *')].filter(own => own.checkVisibility()
    && !own.closest('svg') && [...own.childNodes].some(one => one.nodeType === 3 && one.data.trim()));
  if (texts.length < 50) return ['nothing was looked at'];
  const poor = texts.filter(own => {
    const [a, b] = [light(channels(getComputedStyle(own).color)), light(behind(own))];
    return (Math.max(a, b) + .05) / (Math.min(a, b) + .05) < 4.5;
  });
  return [...new Set(poor.map(own => own.tagName + '.' + own.className))];
})()";

fn picture(browser: &mut Chromium, name: &str) {
    if folder().is_some() {
        let whole = json!({ "format": "png", "captureBeyondViewport": false });
        let png = browser.call("Page.captureScreenshot", whole);
        keep(&format!("{name}.png"), &decoded(&png));
    }
}

fn decoded(said: &Value) -> Vec<u8> {
    STANDARD.decode(said["data"].as_str().unwrap_or_default()).expect("Base64")
}

fn keep(name: &str, data: &[u8]) {
    if let Some(folder) = folder() {
        fs::write(folder.join(name), data).expect("a picture");
    }
}

fn folder() -> Option<PathBuf> {
    std::env::var_os("ASSAY_SCREENSHOTS").map(PathBuf::from)
}
