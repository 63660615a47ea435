// Runs in CloudFront before a page is looked for. The console reads its address by itself, so every
// path is answered with the one page, but for the files that lie beside it (/config.json).
// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it by this name.
function handler(event) {
  var request = event.request;
  if (!/^\/[^/]+\.[a-z0-9]+$/.test(request.uri)) {
    request.uri = "/index.html";
  }
  return request;
}
