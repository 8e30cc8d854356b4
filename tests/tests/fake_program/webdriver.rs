//! A browser, told what to do by the WebDriver protocol. Knows no page.

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

/// The protocol's name for the reference of an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// How often a page is asked for what it does not show yet, and how long.
const POLL: Duration = Duration::from_millis(50);
const LIMIT: Duration = Duration::from_secs(20);

pub(super) struct Browser {
    driver: Child,
    _output: BufReader<ChildStdout>,
    http: reqwest::Client,
    session: String,
}

impl Browser {
    /// Starts Chromium, if it is there with its driver.
    pub(super) async fn start() -> Option<Self> {
        let mut command = Command::new("chromedriver");
        command.args(["--port=0"]).stdout(Stdio::piped()).stderr(Stdio::null());
        // A group of its own, so that the browser ends with it, whatever happens.
        let mut driver = command.process_group(0).spawn().ok()?;
        let mut output = BufReader::new(driver.stdout.take()?);
        let port = loop {
            let mut line = String::new();
            if output.read_line(&mut line).unwrap_or_default() == 0 {
                return None;
            }
            if let Some((_, port)) = line.split_once("successfully on port ") {
                break port.trim().trim_end_matches('.').to_owned();
            }
        };
        let http = reqwest::Client::builder().no_proxy().build().expect("the settings are valid");
        let mut browser = Self { driver, _output: output, http, session: format!("http://127.0.0.1:{port}/session") };
        // A root user has no sandbox.
        let options = json!({ "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-proxy-server"] });
        let wanted = json!({ "capabilities": { "alwaysMatch": { "goog:chromeOptions": options } } });
        let made = browser.post("", wanted).await;
        let id = made["sessionId"].as_str()?;
        browser.session = format!("{}/{id}", browser.session);
        Some(browser)
    }

    pub(super) async fn open(&self, url: &str) {
        self.post("/url", json!({ "url": url })).await;
    }

    /// Waits until the page shows a text.
    pub(super) async fn sees(&self, text: &str) {
        let mut seen = String::new();
        let mut left = LIMIT.as_millis() / POLL.as_millis();
        while left > 0 {
            let script = json!({ "script": "return document.body.innerText", "args": [] });
            self.post("/execute/sync", script).await.as_str().unwrap_or_default().clone_into(&mut seen);
            if seen.contains(text) {
                return;
            }
            left -= 1;
            tokio::time::sleep(POLL).await;
        }
        panic!("no `{text}` in:\n{seen}");
    }

    pub(super) async fn click(&self, selector: &str) {
        let element = self.find(selector).await;
        self.post(&format!("/element/{element}/click"), json!({})).await;
    }

    pub(super) async fn fill_in(&self, selector: &str, text: &str) {
        let element = self.find(selector).await;
        self.post(&format!("/element/{element}/clear"), json!({})).await;
        self.post(&format!("/element/{element}/value"), json!({ "text": text })).await;
    }

    /// What the browser complained about.
    pub(super) async fn complaints(&self) -> Vec<String> {
        let log = self.post("/se/log", json!({ "type": "browser" })).await;
        log.as_array().into_iter().flatten().map(|entry| entry["message"].to_string()).collect()
    }

    async fn find(&self, selector: &str) -> String {
        let found = self.post("/element", json!({ "using": "css selector", "value": selector })).await;
        found[ELEMENT].as_str().unwrap_or_else(|| panic!("no `{selector}`: {found}")).to_owned()
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let request = self.http.post(format!("{}{path}", self.session)).body(body.to_string());
        let answer = request.send().await.expect("the driver answers").text().await.expect("the answer is complete");
        let mut answer: Value = serde_json::from_str(&answer).expect("the answer is JSON");
        answer["value"].take()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // They may have ended already.
        let _ = Command::new("kill").args(["-TERM", "--", &format!("-{}", self.driver.id())]).status();
        let _ = self.driver.wait();
    }
}
