'use strict';
// What others wrote only ever becomes text: no markup is made of strings anywhere in this file.
(function () {
  const main = document.getElementById('view');
  const said = document.getElementById('said');
  const live = document.getElementById('live');
  let token = sessionStorage.getItem('caravan-token') || '';
  let allowed = false;
  let turn = 0;
  let filter = '';

  function element(name, attributes, children) {
    const made = document.createElement(name);
    return filled(made, attributes, children);
  }

  function drawn(name, attributes, children) {
    return filled(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
  }

  function filled(made, attributes, children) {
    Object.keys(attributes || {}).forEach(key => {
      if (typeof attributes[key] === 'function') {
        made.addEventListener(key, attributes[key]);
      } else if (attributes[key] !== null && attributes[key] !== undefined) {
        made.setAttribute(key, String(attributes[key]));
      }
    });
    [].concat(children === undefined || children === null ? [] : children).forEach(child => {
      made.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
    });
    return made;
  }

  function ask(method, path, body, done) {
    const mine = token;
    const request = new XMLHttpRequest();
    request.open(method, 'api/' + path);
    if (token) {
      request.setRequestHeader('Authorization', 'Bearer ' + token);
    }
    if (body) {
      request.setRequestHeader('Content-Type', 'application/json');
    }
    request.onload = () => {
      // It says nothing of a token that came meanwhile.
      if (mine !== token) return;
      let reply = {};
      try {
        reply = JSON.parse(request.responseText);
      } catch (e) {
        reply = {error: 'status ' + request.status};
      }
      done(reply, request.status);
    };
    request.onerror = () => done({error: 'the process does not answer'}, 0);
    request.send(body ? JSON.stringify(body) : null);
  }

  function query(path, parameters) {
    const some = Object.keys(parameters).filter(key => parameters[key]).map(
      key => encodeURIComponent(key) + '=' + encodeURIComponent(parameters[key]));
    return path + (some.length ? '?' + some.join('&') : '');
  }

  function say(text, bad) {
    said.textContent = text;
    said.className = bad ? 'bad' : '';
  }

  // ---- values ----

  function number(value) {
    return value === null || value === undefined ? '' : Number(value).toLocaleString('en');
  }

  function counted(count, one, many) {
    return number(count) + ' ' + (count === 1 ? one : many);
  }

  function span(seconds) {
    const s = Math.max(0, Math.round(seconds));
    if (s < 90) return s + ' s';
    if (s < 5400) return Math.round(s / 60) + ' min';
    if (s < 172800) return Math.round(s / 3600) + ' h';
    return Math.round(s / 86400) + ' d';
  }

  function time(text) {
    if (!text) return element('span', {}, 'never');
    const away = (new Date(text).getTime() - Date.now()) / 1000;
    const words = away > 0 ? 'in ' + span(away) : span(-away) + ' ago';
    return element('time', {datetime: text, title: text}, words);
  }

  function took(run) {
    return run.ended ? (new Date(run.ended) - new Date(run.started)) / 1000 : 0;
  }

  function written(run) {
    return run.inserted + run.updated + run.deleted + run.sent;
  }

  function state(name) {
    return element('span', {'class': 'state ' + name}, name);
  }

  function table(caption, columns, rows) {
    const head = element('tr', {}, columns.map(column =>
      element('th', {scope: 'col', 'class': column.number ? 'number' : null}, column.name)));
    const body = rows.map(row => element('tr', {}, columns.map(column => element('td', {
      'data-label': column.name, 'class': column.number ? 'number' : null}, [].concat(column.of(row))))));
    return element('div', {'class': 'wide'}, element('table', {}, [
      element('caption', {}, caption), element('thead', {}, head), element('tbody', {}, body)]));
  }

  function facts(pairs) {
    const list = element('dl');
    pairs.filter(pair => pair[1] !== null && pair[1] !== undefined && pair[1] !== '').forEach(pair => {
      list.appendChild(element('dt', {}, pair[0]));
      list.appendChild(element('dd', {}, pair[1]));
    });
    return list;
  }

  function streamLink(name) {
    return element('a', {href: '#/stream/' + encodeURIComponent(name), 'data-key': 'stream ' + name}, name);
  }

  // ---- actions ----

  function button(text, path, body, danger) {
    return element('button', {type: 'button', 'class': danger ? 'danger' : null,
      'data-key': text + ' ' + JSON.stringify(body), click: () => act(path, body)}, text);
  }

  function act(path, body) {
    ask('POST', path, body, (reply, status) => {
      say(reply.done || reply.error, status !== 200);
      show();
    });
  }

  // ---- views ----

  function streams(done) {
    ask('GET', 'overview', null, (all, status) => {
      if (status !== 200) return done([failure(all)]);
      know(all);
      const list = all.streams.filter(s => s.kind === 'stream' && s.name.toLowerCase().indexOf(filter.toLowerCase()) >= 0);
      const failed = all.streams.filter(s => s.last_run && /failed|incomplete/.test(s.last_run.state)).length;
      const kept = all.streams.reduce((sum, s) => sum + s.in_quarantine, 0);
      const input = element('input', {id: 'filter', type: 'search', value: filter, 'data-key': 'filter', input: event => {
        filter = event.target.value;
        show();
      }});
      done([
        element('h2', {}, 'Streams'),
        element('p', {}, counted(all.streams.length, 'stream or worker', 'streams and workers') + ', ' + failed + ' failed, '
          + counted(kept, 'record', 'records') + ' in quarantine'
          + (all.database ? '; ' + all.database : '')),
        element('div', {'class': 'tools'}, [element('label', {'for': 'filter'}, 'Filter'), input]),
        table('Streams, with what their runs of the last 24 hours wrote', [
          {name: 'Stream', of: s => streamLink(s.name)},
          {name: 'State', of: s => s.paused ? state('paused') : s.last_run ? state(s.last_run.state) : 'new'},
          {name: 'Last success', of: s => time(s.last_success)},
          {name: 'Next run', of: s => s.paused ? 'paused' : s.next_run ? time(s.next_run) : ''},
          {name: 'Lag', number: true, of: s => s.lag_seconds === undefined ? '' : span(s.lag_seconds)},
          {name: 'Rows a day', number: true, of: s => s.day ? number(s.day.written) : '0'},
          {name: 'Quarantine', number: true, of: s => s.in_quarantine
            ? element('a', {href: '#/quarantine?stream=' + encodeURIComponent(s.name), 'data-key': 'kept ' + s.name}, number(s.in_quarantine)) : '0'},
          {name: 'Waits for', of: s => s.waits_for || ''}
        ], list),
        element('h3', {}, 'APIs'),
        table('Quota of each API, all streams of this process together', [
          {name: 'API', of: a => a.name},
          {name: 'Quota', of: a => a.quota ? number(a.quota) + ' in ' + span(a.period_seconds) : 'none declared'},
          {name: 'Used', of: a => a.quota ? [number(a.used) + ' ', element('meter', {
            min: 0, max: a.quota, value: a.used, 'aria-label': 'used of the quota of ' + a.name})] : ''},
          {name: 'Left', number: true, of: a => a.quota ? number(a.left) : ''},
          {name: 'Next request', of: a => a.waits_until ? time(a.waits_until) : 'now'}
        ], all.apis)
      ]);
    });
  }

  function stream(name, done) {
    ask('GET', query('stream', {name: name}), null, (one, status) => {
      if (status !== 200) return done([failure(one)]);
      ask('GET', query('runs', {stream: name, limit: 60}), null, list => {
        const runs = list.runs || [];
        const error = runs.length && runs[0].error;
        const parts = [
          element('h2', {}, name),
          facts([
            ['State', one.paused ? state('paused') : one.last_run ? state(one.last_run.state) : 'new'],
            ['Waits for', one.waits_for],
            ['Next run', one.next_run ? time(one.next_run) : null],
            ['Every', one.every],
            ['Last success', one.kind === 'stream' ? time(one.last_success) : null],
            ['Lag', one.lag_seconds === undefined ? null : span(one.lag_seconds)],
            ['Messages behind', one.lag_messages === undefined ? null : number(one.lag_messages)],
            ['API', one.api],
            ['Node', one.last_run ? one.last_run.node : null],
            ['In quarantine', one.in_quarantine ? element('a', {href: '#/quarantine?stream=' + encodeURIComponent(name)}, number(one.in_quarantine)) : null],
            ['Error', error || null],
            ['Notes', runs.length ? runs[0].notes : null]
          ])
        ];
        if (!allowed && runs.length && /failed|incomplete/.test(runs[0].state)) {
          parts.push(element('p', {'class': 'quiet'}, 'Errors, positions and records are shown with the token.'));
        }
        if (allowed && one.kind === 'stream') {
          parts.push(streamActions(one));
        }
        if (runs.length) {
          parts.push(element('h3', {}, 'Rows and duration of the latest runs'), chart(runs.slice().reverse()));
        }
        parts.push(runTable(name, runs));
        if (one.checkpoint) {
          parts.push(element('h3', {}, 'Checkpoint'), element('pre', {}, JSON.stringify(one.checkpoint, null, 2)));
        }
        done(parts);
      });
    });
  }

  function streamActions(one) {
    const name = one.name;
    const body = {stream: name};
    const tools = element('div', {'class': 'tools'}, [
      one.here ? button('Run now', 'stream/run', body) : '',
      one.paused ? button('Resume', 'stream/resume', body) : button('Pause', 'stream/pause', body)
    ]);
    const again = element('input', {id: 'confirm', autocomplete: 'off', 'data-key': 'confirm'});
    const reset = element('form', {submit: event => {
      event.preventDefault();
      act('stream/reset', {stream: name, confirm: again.value});
    }}, [
      element('label', {'for': 'confirm'}, 'To begin at the beginning, type the name of the stream'),
      again,
      element('button', {type: 'submit', 'class': 'danger', 'data-key': 'reset'}, 'Reset')
    ]);
    return element('div', {}, [tools, reset]);
  }

  function runTable(name, runs) {
    const portion = element('div');
    const columns = [
      {name: 'Started', of: r => time(r.started)},
      {name: 'State', of: r => state(r.state)},
      {name: 'Took', number: true, of: r => r.ended ? span(took(r)) : ''},
      {name: 'Pages', number: true, of: r => number(r.pages)},
      {name: 'Fetched', number: true, of: r => number(r.fetched)},
      {name: 'Inserted', number: true, of: r => number(r.inserted)},
      {name: 'Updated', number: true, rare: r => r.updated, of: r => number(r.updated)},
      {name: 'Unchanged', number: true, rare: r => r.unchanged, of: r => number(r.unchanged)},
      {name: 'Deleted', number: true, rare: r => r.deleted, of: r => number(r.deleted)},
      {name: 'Sent', number: true, rare: r => r.sent, of: r => number(r.sent)},
      {name: 'Quarantined', number: true, rare: r => r.quarantined, of: r => number(r.quarantined)},
      {name: 'Dropped', number: true, rare: r => r.dropped, of: r => number(r.dropped)},
      {name: 'Events', number: true, rare: r => r.events, of: r => number(r.events)},
      {name: 'Requests', number: true, of: r => number(r.requests)},
      {name: 'Waited', number: true, rare: r => r.waited_ms, of: r => span(r.waited_ms / 1000)},
      {name: 'Error', rare: r => r.error, of: r => r.error || ''}
    ];
    function add(list) {
      // Most streams have most counts at 0, and so many columns fit no screen.
      portion.appendChild(table('Runs, the latest first', columns.filter(column =>
        (column.name !== 'Error' || allowed) && (!column.rare || list.some(column.rare))), list));
      if (list.length && list.length % 50 < 11 && list.length >= 50) {
        const more = element('button', {type: 'button', 'data-key': 'older'}, 'Older runs');
        more.addEventListener('click', () => {
          portion.removeChild(more);
          ask('GET', query('runs', {stream: name, before: list[list.length - 1].run_id, limit: 60}), null,
            older => add(older.runs || []));
        });
        portion.appendChild(more);
      }
    }
    add(runs);
    return portion;
  }

  function chart(runs) {
    const wide = 600;
    const high = 100;
    const most = Math.max.apply(null, runs.map(written).concat([1]));
    const longest = Math.max.apply(null, runs.map(took).concat([0.001]));
    const step = wide / runs.length;
    const bars = runs.map((run, i) => {
      const height = Math.max(written(run) / most * (high - 4), /failed|incomplete/.test(run.state) ? 4 : 0);
      return drawn('rect', {'class': /failed|incomplete/.test(run.state) ? 'bar bad' : 'bar', x: (i * step + step * 0.15).toFixed(1),
        y: (high - height).toFixed(1), width: (step * 0.7).toFixed(1), height: height.toFixed(1)},
        drawn('title', {}, run.started + ': ' + written(run) + ' rows, ' + took(run) + ' s, ' + run.state));
    });
    const points = runs.map((run, i) =>
      (i * step + step / 2).toFixed(1) + ',' + (high - took(run) / longest * (high - 4)).toFixed(1));
    const label = counted(runs.length, 'run', 'runs') + ', at most ' + counted(most, 'row', 'rows') + ' and ' + longest.toFixed(1) + ' seconds';
    return element('figure', {}, [
      drawn('svg', {'class': 'chart', viewBox: '0 0 ' + wide + ' ' + high, preserveAspectRatio: 'none', role: 'img', 'aria-label': label},
        bars.concat(drawn('polyline', {'class': 'curve', points: points.join(' ')}))),
      element('figcaption', {'class': 'quiet'}, [
        element('span', {'class': 'key', 'aria-hidden': 'true'}), ' rows written, ',
        element('span', {'class': 'key curve', 'aria-hidden': 'true'}), ' duration; ' + label])
    ]);
  }

  function quarantine(parameters, done) {
    ask('GET', query('quarantine', parameters), null, (all, status) => {
      if (status !== 200) return done([failure(all)]);
      const records = all.records;
      done([
        element('h2', {}, 'Quarantine'),
        element('form', {submit: event => {
          event.preventDefault();
          const now = {};
          ['stream', 'target', 'reason'].forEach(key => {
            now[key] = document.getElementById('by-' + key).value;
          });
          now.all = document.getElementById('by-all').checked ? 'true' : '';
          location.hash = query('#/quarantine', now);
        }}, ['stream', 'target', 'reason'].map(key => element('span', {}, [
          element('label', {'for': 'by-' + key}, key.charAt(0).toUpperCase() + key.slice(1) + ' '),
          element('input', {id: 'by-' + key, value: parameters[key] || '', 'data-key': 'by ' + key})
        ])).concat([
          element('span', {}, [checkbox(parameters.all), element('label', {'for': 'by-all'}, ' also those of which something became')]),
          element('button', {type: 'submit', 'data-key': 'by'}, 'Filter')
        ])),
        table('Records in quarantine by reason', [
          {name: 'Reason', of: r => element('a', {href: query('#/quarantine', {stream: r.stream, target: r.target, reason: r.reason}),
            'data-key': 'reason ' + r.reason + r.target + r.stream}, r.reason)},
          {name: 'Stream', of: r => streamLink(r.stream)},
          {name: 'Target', of: r => r.target},
          {name: 'Records', number: true, of: r => number(r.records)}
        ], all.reasons),
        table('Records, the latest first', [
          {name: 'Number', of: r => allowed ? element('a', {href: '#/record/' + r.id, 'data-key': 'record ' + r.id}, r.id) : r.id},
          {name: 'Came', of: r => time(r.created_at)},
          {name: 'Stream', of: r => r.stream},
          {name: 'Target', of: r => r.target},
          {name: 'Reason', of: r => r.reason},
          {name: 'Detail', of: r => r.detail || (allowed ? '' : 'with the token')},
          {name: 'Attempts', number: true, of: r => number(r.attempts)},
          {name: 'Became', of: r => r.outcome || ''},
          {name: 'Do', of: r => allowed && !r.outcome ? recordActions(r) : ''}
        ], records),
        records.length >= 50 ? element('p', {}, element('a', {'data-key': 'older', href: query('#/quarantine',
          Object.assign({}, parameters, {before: records[records.length - 1].id}))}, 'Older records')) : ''
      ]);
    });
  }

  function checkbox(checked) {
    const box = element('input', {id: 'by-all', type: 'checkbox', 'data-key': 'by all'});
    box.checked = Boolean(checked);
    return box;
  }

  function recordActions(record) {
    return [
      record.can_retry ? button('Retry', 'record/retry', {id: record.id}) : '', ' ',
      button('Discard', 'record/discard', {id: record.id}, true)
    ];
  }

  function record(id, done) {
    ask('GET', query('record', {id: id}), null, (one, status) => {
      if (status !== 200) return done([failure(one)]);
      done([
        element('h2', {}, 'Record ' + one.id),
        facts([
          ['Stream', streamLink(one.stream)], ['Target', one.target], ['Came', time(one.created_at)], ['Run', one.run_id],
          ['Page', one.page_position], ['Reason', one.reason], ['Detail', one.detail], ['Attempts', one.attempts],
          ['Last attempt', one.last_error], ['No retry', one.obstacle], ['Became', one.outcome],
          ['When', one.decided_at ? time(one.decided_at) : null], ['By run', one.decided_run]
        ]),
        element('div', {'class': 'tools'}, one.outcome ? '' : recordActions(one)),
        element('h3', {}, 'Record'), element('pre', {}, pretty(one.record)),
        one.before_steps ? element('h3', {}, 'Before the steps of its route') : '',
        one.before_steps ? element('pre', {}, pretty(one.before_steps)) : ''
      ]);
    });
  }

  // Numbers are not read, since they may have more digits than a script keeps.
  function pretty(json) {
    let depth = 0;
    return json.replace(/"(?:[^"\\]|\\.)*"|[{}\[\],]/g, part => {
      if (part === '{' || part === '[') return part + '\n' + '  '.repeat(++depth);
      if (part === '}' || part === ']') return '\n' + '  '.repeat(depth = Math.max(0, depth - 1)) + part;
      return part === ',' ? ',\n' + '  '.repeat(depth) : part;
    });
  }

  function deadletters(worker, done) {
    ask('GET', 'overview', null, (all, status) => {
      if (status !== 200) return done([failure(all)]);
      know(all);
      const workers = all.streams.filter(s => s.kind === 'worker' && s.here).map(s => s.name);
      const parts = [element('h2', {}, 'Dead letters'), workers.length
        ? element('ul', {}, workers.map(name => element('li', {}, element('a', {
          href: '#/deadletters/' + encodeURIComponent(name), 'data-key': 'letters ' + name}, name))))
        : element('p', {}, 'No worker runs in this process.')];
      if (!worker) return done(parts);
      ask('GET', query('deadletters', {worker: worker, limit: 100}), null, (list, code) => {
        parts.push(element('h3', {}, 'Of worker ' + worker));
        parts.push(code !== 200 ? failure(list) : table('Dead letters that were neither replayed nor discarded', [
          {name: 'Letter', of: l => l.position},
          {name: 'Given up', of: l => time(l.failedAt)},
          {name: 'Reason', of: l => l.reason},
          {name: 'From', of: l => l.origin},
          {name: 'Attempts', of: l => l.attempts},
          {name: 'Error', of: l => l.error || (allowed ? '' : 'with the token')},
          {name: 'Event', of: l => l.id || ''},
          {name: 'Value', of: l => l.value ? element('details', {}, [element('summary', {}, 'show'), element('pre', {}, l.value)]) : ''},
          {name: 'Do', of: l => allowed ? [
            button('Replay', 'deadletter/replay', {worker: worker, position: l.position}), ' ',
            button('Discard', 'deadletter/discard', {worker: worker, position: l.position}, true)] : ''}
        ], list.letters));
        done(parts);
      });
    });
  }

  function webhooks(done) {
    ask('GET', 'overview', null, (all, status) => {
      if (status !== 200) return done([failure(all)]);
      know(all);
      const rows = [];
      all.webhooks.forEach(hook => Object.keys(hook.outcomes).forEach(
        outcome => rows.push({source: hook.source, outcome: outcome, count: hook.outcomes[outcome]})));
      done([
        element('h2', {}, 'Webhooks'),
        rows.length ? table('What senders were told since this process began', [
          {name: 'Source', of: r => r.source},
          {name: 'Outcome', of: r => r.outcome},
          {name: 'Requests', number: true, of: r => number(r.count)}
        ], rows) : element('p', {}, 'No webhook has come since this process began.')
      ]);
    });
  }

  function workers(done) {
    ask('GET', 'overview', null, (all, status) => {
      if (status !== 200) return done([failure(all)]);
      know(all);
      const list = all.streams.filter(s => s.kind === 'worker');
      done([
        element('h2', {}, 'Workers'),
        list.length ? table('Workers, of all processes that use this database', [
          {name: 'Worker', of: s => streamLink(s.name)},
          {name: 'State', of: s => s.last_run ? state(s.last_run.state) : 'new'},
          {name: 'Messages behind', number: true, of: s => s.lag_messages === undefined ? 'unknown' : number(s.lag_messages)},
          {name: 'Applied', number: true, of: s => s.last_run ? number(s.last_run.applied) : ''},
          {name: 'Dead letters', number: true, of: s => s.last_run ? number(s.last_run.dead_letters) : ''},
          {name: 'Waits for', of: s => s.waits_for || ''}
        ], list) : element('p', {}, 'There is no worker.')
      ]);
    });
  }

  function failure(reply) {
    return element('p', {'class': 'state failed', role: 'alert'}, reply.error || 'this failed');
  }

  // ---- frame ----

  function know(all) {
    allowed = all.allowed;
    document.getElementById('sign-in').hidden = !all.token || allowed;
    document.getElementById('sign-out').hidden = !allowed;
    if (token && !allowed && all.token) {
      token = '';
      sessionStorage.removeItem('caravan-token');
      say('That is not the token.', true);
    }
  }

  function view(done) {
    const hash = location.hash.replace(/^#/, '');
    const parts = hash.split('?');
    const path = parts[0].split('/').slice(1).map(decodeURIComponent);
    const parameters = {};
    new URLSearchParams(parts[1] || '').forEach((value, key) => {
      parameters[key] = value;
    });
    const names = {stream: 'streams', record: 'quarantine', '': 'streams'};
    const current = names[path[0] || ''] || path[0];
    document.querySelectorAll('nav a').forEach(link => {
      if (link.getAttribute('data-view') === current) {
        link.setAttribute('aria-current', 'page');
      } else {
        link.removeAttribute('aria-current');
      }
    });
    switch (path[0] || '') {
      case 'stream': return stream(path[1], done);
      case 'quarantine': return quarantine(parameters, done);
      case 'record': return record(path[1], done);
      case 'deadletters': return deadletters(path[1], done);
      case 'webhooks': return webhooks(done);
      case 'workers': return workers(done);
      default: return streams(done);
    }
  }

  // Keeps the place of whoever works by keyboard, and what is typed in.
  function show() {
    const mine = ++turn;
    view(parts => {
      if (mine !== turn) return;
      const active = document.activeElement;
      const key = active && active.getAttribute && active.getAttribute('data-key');
      const typed = {};
      main.querySelectorAll('input[data-key]').forEach(input => {
        typed[input.getAttribute('data-key')] = input.value;
      });
      const open = main.querySelectorAll('details[open]').length;
      if (open && key === null && main.getAttribute('data-hash') === location.hash) return;
      const same = main.getAttribute('data-hash') === location.hash;
      main.setAttribute('data-hash', location.hash);
      while (main.firstChild) main.removeChild(main.firstChild);
      parts.filter(part => part !== '').forEach(part => main.appendChild(part));
      main.querySelectorAll('[data-key]').forEach(made => {
        const name = made.getAttribute('data-key');
        if (same && made.tagName === 'INPUT' && made.type !== 'checkbox' && typed[name]) made.value = typed[name];
        if (same && name === key) made.focus();
      });
    });
  }

  document.getElementById('sign-in').addEventListener('submit', event => {
    event.preventDefault();
    token = document.getElementById('token').value;
    document.getElementById('token').value = '';
    sessionStorage.setItem('caravan-token', token);
    begin();
  });
  document.getElementById('sign-out').addEventListener('click', () => {
    token = '';
    allowed = false;
    sessionStorage.removeItem('caravan-token');
    begin();
  });
  window.addEventListener('hashchange', () => {
    say('');
    show();
    main.focus();
  });

  // Every view needs to know what is allowed before it is drawn.
  function begin() {
    ask('GET', 'overview', null, all => {
      if (all.streams) know(all);
      show();
    });
  }

  function poll(words) {
    live.textContent = words;
    setTimeout(() => {
      show();
      poll(words);
    }, 10000);
  }

  begin();
  if (window.EventSource) {
    const events = new EventSource('api/events');
    events.addEventListener('changed', () => {
      live.textContent = 'live';
      show();
    });
    events.onerror = () => {
      live.textContent = 'not connected, tries again';
    };
  } else {
    poll('looks every 10 s');
  }
})();
