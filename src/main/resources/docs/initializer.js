SwaggerUIBundle({
  url: 'openapi.yaml',
  dom_id: '#api',
  deepLinking: true,
  // Nothing leaves this server: no validator badge, no configuration from the page's own query string.
  validatorUrl: null,
  queryConfigEnabled: false,
});
