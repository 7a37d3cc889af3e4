import { certificateName } from "./certificate-name"

describe("certificateName returns", () => {
  it.each([
    ["the name of the file", "Texas 01-339.pdf", "Texas 01-339.pdf"],
    [
      "the name of the file in any script",
      "Bescheinigung für 文.PDF",
      "Bescheinigung für 文.pdf",
    ],
    ["the extension .pdf for any file", "resale.html", "resale.html.pdf"],
    ["a single line", 'a"b\r\nX-Evil: 1\u0000.pdf', "a b X-Evil 1.pdf"],
    ["a name without a folder", "../..\\etc/passwd", ".. .. etc passwd.pdf"],
    ["a default if the file has no name", ".pdf", "certificate.pdf"],
    ["a truncated name", `${"x".repeat(10_000)}.pdf`, `${"x".repeat(200)}.pdf`],
  ])("%s", (_, filename, name) => {
    expect(certificateName(filename)).toBe(name)
  })
})
