import { certificateName } from "./certificate-name"

describe("a certificate is called", () => {
  it.each([
    ["as its file", "Texas 01-339.pdf", "Texas 01-339.pdf"],
    [
      "as its file in any script",
      "Bescheinigung für 文.PDF",
      "Bescheinigung für 文.pdf",
    ],
    ["a PDF, whatever its file says", "resale.html", "resale.html.pdf"],
    ["in one line", 'a"b\r\nX-Evil: 1\u0000.pdf', "a b X-Evil 1.pdf"],
    ["without a folder", "../..\\etc/passwd", ".. .. etc passwd.pdf"],
    ["something, where its file is called nothing", ".pdf", "certificate.pdf"],
    ["not too long", `${"x".repeat(10_000)}.pdf`, `${"x".repeat(200)}.pdf`],
  ])("%s", (_, filename, name) => {
    expect(certificateName(filename)).toBe(name)
  })
})
