import { isPdf } from "./is-pdf"

const PDF = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"

const file = (text: string) => Buffer.from(text, "latin1")

describe("isPdf accepts a PDF", () => {
  it.each([
    ["that begins at the first byte", PDF],
    ["of version 2.0", PDF.replace("1.7", "2.0")],
    ["after a byte order mark", `\xef\xbb\xbf${PDF}`],
    ["after blank lines", `\r\n\r\n${PDF}`],
    [
      "after commands for a printer",
      `\x1b%-12345X@PJL SET RESOLUTION=600\r\n@PJL ENTER LANGUAGE=PDF\r\n${PDF}`,
    ],
    ["that begins as late as is allowed", " ".repeat(1024 - 8) + PDF],
    ["before other bytes", `${PDF}${"\0".repeat(1000)}`],
  ])("%s", (_, text) => {
    expect(isPdf(file(text))).toBe(true)
  })
})

describe("isPdf rejects", () => {
  it.each([
    ["an empty file", ""],
    ["a header alone", "%PDF-1.7"],
    ["an end alone", "%%EOF"],
    ["a PDF without a version", PDF.replace("1.7", "x")],
    ["a PDF whose header comes too late", " ".repeat(1024) + PDF],
    ["a PDF whose end comes too early", PDF + " ".repeat(1024)],
    ["a web page that contains a PDF", `<html><script>1</script>${PDF}`],
    ["a web page that begins late", `\n  <!doctype html>${PDF}`],
    ["a web page that begins with text", `Hello <b>you</b> ${PDF}`],
    ["a script for a server", `<?php system($_GET[0]); ?>${PDF}`],
    ["a drawing", `<svg onload="alert(1)">${PDF}`],
    ["a ZIP", `PK\x03\x04${PDF}`],
    ["a program for Windows", `MZ\x90\0${PDF}`],
    ["a program for Linux", `\x7fELF\x02${PDF}`],
    ["a shell script", `#!/bin/sh\n# ${PDF}`],
    ["a picture", `GIF89a${PDF}`],
    ["a photograph", `\xff\xd8\xff\xe0${PDF}`],
    ["an old Word file", `\xd0\xcf\x11\xe0${PDF}`],
  ])("%s", (_, text) => {
    expect(isPdf(file(text))).toBe(false)
  })
})
