// Shows openapi.json as a page. Text goes in as text, never as markup.
'use strict';

const element = (name, text, parent, kind) => {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (kind) made.className = kind;
  if (parent) parent.append(made);
  return made;
};

// A schema with its references opened, as far as is readable.
const opened = (api, schema, depth) => {
  if (!schema || depth > 6) return schema;
  if (schema.$ref) return opened(api, api.components.schemas[schema.$ref.split('/').pop()], depth + 1);
  if (Array.isArray(schema)) return schema.map((one) => opened(api, one, depth + 1));
  if (typeof schema !== 'object') return schema;
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, opened(api, value, depth + 1)]));
};

const show = (api, path, verb, operation, place) => {
  const box = element('details', '', place);
  const head = element('summary', '', box);
  element('span', verb.toUpperCase(), head, 'verb');
  element('code', path, head);
  element('span', ` ${operation.summary || ''}`, head);
  const inside = element('div', '', box);
  box.addEventListener('toggle', () => {
    if (inside.hasChildNodes()) return;
    if (operation.description) element('p', operation.description, inside);
    const list = (operation.parameters || []).map((one) => `${one.in} ${one.name}${one.required ? ' (required)' : ''}`);
    if (list.length) element('pre', list.join('\n'), inside);
    const body = operation.requestBody && operation.requestBody.content['application/json'].schema;
    if (body) {
      element('p', 'Body', inside);
      element('pre', JSON.stringify(opened(api, body, 0), null, 2), inside);
    }
    for (const [status, answer] of Object.entries(operation.responses)) {
      const content = Object.values(answer.content || {})[0];
      element('p', `${status}: ${answer.description}`, inside);
      if (content && status < '400') {
        element('pre', JSON.stringify(opened(api, content.schema, 0), null, 2), inside);
      }
    }
  });
};

fetch('openapi.json').then((answer) => answer.json()).then((api) => {
  const main = document.getElementById('operations');
  main.replaceChildren();
  const places = new Map();
  for (const [path, item] of Object.entries(api.paths)) {
    for (const [verb, operation] of Object.entries(item)) {
      const tag = (operation.tags || ['other'])[0];
      if (!places.has(tag)) {
        const place = element('section', '', main);
        element('h2', tag.replace('-', ' '), place);
        places.set(tag, place);
      }
      show(api, path, verb, operation, places.get(tag));
    }
  }
}).catch((why) => {
  document.getElementById('operations').textContent = `The document could not be read: ${why}`;
});
