// Where the browsers are. CHROMIUM_PATH and FIREFOX_PATH name others.
import { existsSync } from 'node:fs'

const PLACES = {
  chromium: [
    process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', 'C:/Program Files/Google/Chrome/Application/chrome.exe',
  ],
  firefox: [
    process.env.FIREFOX_PATH, '/usr/bin/firefox-esr', '/usr/bin/firefox', '/snap/bin/firefox',
    '/Applications/Firefox.app/Contents/MacOS/firefox', 'C:/Program Files/Mozilla Firefox/firefox.exe',
  ],
}

/** The browser's program, or undefined where it is not here. */
export const browserPath = name => PLACES[name].find(path => path && existsSync(path))
