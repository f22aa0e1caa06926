import t from 'tap'
import { setUp } from '../fixtures/fake-visitor.ts'
import { Content } from '../../lib/emulator/content.ts'
import { Sessions } from '../../lib/emulator/sessions.ts'

const EVIL = '"><script>alert(\'1\')</script>&'
const ESCAPED = '&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;'
const PERSON = { name: 'Grace Hopper', email: 'grace@example.com' }

t.test('a guest reads articles and topics', async (t) => {
  const { visitor } = setUp()
  const guest = visitor()
  for (const path of ['/', '/portal', '/portal/en']) {
    t.equal((await guest.get(path)).headers.location, 'https://help.example.com/portal/en/home')
  }
  const home = await guest.get('/portal/en/home')
  t.match(home.body, '<a href="/portal/en/home" aria-current="page">')
  t.match(home.body, '/portal/en/kb/articles/reset-your-router')
  t.notMatch(home.body, 'My tickets')
  t.match((await guest.get('/portal/en/kb')).body, 'Improve your Wi-Fi')
  t.match((await guest.get('/portal/en/kb/articles/move-to-a-new-home')).body, 'aria-current="true">Knowledge base')
  const community = await guest.get('/portal/en/community')
  t.match(community.body, 'to add a topic')
  t.notMatch(community.body, '<form')
  const topic = await guest.get('/portal/en/community/topic/1')
  t.match(topic.body, 'Two access points on a cable.')
  t.notMatch(topic.body, '<form')
})

t.test('what does not exist is a page, too', async (t) => {
  const { visitor } = setUp()
  const guest = visitor()
  await guest.signIn()
  for (const path of [
    '/portal/en/kb/articles/none', '/portal/en/community/topic/99', '/%3Cscript%3E', '/portal/en/community/topic/01'
  ]) {
    t.match(await guest.get(path), { statusCode: 404, body: '<h1>Page not found</h1>' }, path)
  }
  for (const action of ['comments', 'follow']) {
    t.equal((await guest.post(`/portal/en/community/topic/99/${action}`, { text: 'x' })).statusCode, 404, action)
  }
})

t.test('a guest submits a ticket, and sees it once signed in under the same address', async (t) => {
  const { visitor } = setUp()
  const guest = visitor()
  t.match((await guest.get('/portal/en/newticket')).body, 'Your e-mail address')
  const sent = await guest.post('/portal/en/newticket', {
    ...PERSON, subject: 'No internet', message: 'Line 1\r\nLine 2'
  })
  t.match(sent, { statusCode: 303, headers: { location: '/portal/en/newticket?sent' } })
  t.match((await guest.get('/portal/en/newticket?sent')).body, 'We have your ticket')
  const grace = visitor()
  await grace.signIn({ email: 'grace@example.com' })
  t.match((await grace.get('/portal/en/myarea')).body, 'No internet')
})

t.test('a signed-in visitor sees no tickets but their own, and files none in another name', async (t) => {
  const { visitor } = setUp()
  const [ada, grace] = [visitor(), visitor()]
  await ada.signIn({ email: 'ada@example.com' })
  await grace.signIn(PERSON)
  t.notMatch((await ada.get('/portal/en/newticket')).body, 'Your e-mail address')
  const sent = await ada.post('/portal/en/newticket', { ...PERSON, subject: 'A secret of Ada', message: 'x' })
  t.equal(sent.headers.location, '/portal/en/myarea?sent')
  t.match((await ada.get('/portal/en/myarea?sent')).body, /We have your ticket.*A secret of Ada/s)
  t.match((await grace.get('/portal/en/myarea')).body, 'You have not submitted any tickets yet.')
})

t.test('a form with a mistake comes back with what was typed and a message at each field', async (t) => {
  const { visitor } = setUp()
  const guest = visitor()
  const response = await guest.post('/portal/en/newticket', { name: 'Ada', email: 'a@b', subject: 'x'.repeat(121) })
  t.equal(response.statusCode, 422)
  t.match(response.body, 'value="Ada"')
  t.match(response.body, 'Your e-mail address: please enter an address such as ada@example.com.')
  t.match(response.body, 'Subject: 120 characters at most, please.')
  t.match(response.body, 'What happened?: please fill this in.')
  t.match(response.body, 'id="email" name="email" maxlength="254" autocomplete="email" required ' +
    'aria-invalid="true" aria-describedby="email-problem"')
  await guest.signIn()
  t.equal((await guest.post('/portal/en/community', { title: 'x' })).statusCode, 422)
  t.equal((await guest.post('/portal/en/community/topic/1/comments')).statusCode, 422)
})

t.test('signed-in visitors add topics, comment and follow', async (t) => {
  const { visitor } = setUp()
  const ada = visitor()
  await ada.signIn({ email: 'ada@example.com' })
  const { headers } = await ada.post('/portal/en/community', { title: 'Mesh or cable?', text: 'Both?' })
  const path = String(headers.location)
  t.equal((await ada.post(`${path}/comments`, { text: 'Cable.' })).headers.location, path)
  t.equal((await ada.post(`${path}/follow`)).headers.location, path)
  const topic = await ada.get(path)
  t.match(topic.body, 'Mesh or cable?')
  t.match(topic.body, 'Cable.')
  t.match(topic.body, 'Stop following this topic')
  t.notMatch((await visitor().get(path)).body, 'ada@', 'guests do not read addresses')
  t.match((await ada.get('/portal/en/community')).body, 'followers: 1')
  await ada.post(`${path}/follow`)
  t.match((await ada.get(path)).body, 'Follow this topic')
})

t.test('a guest changes nothing in the community', async (t) => {
  const { visitor } = setUp()
  const guest = visitor()
  const before = (await guest.get('/portal/en/community')).body
  for (const path of ['', '/topic/1/comments', '/topic/1/follow']) {
    t.equal((await guest.post(`/portal/en/community${path}`, { title: 'x', text: 'x' })).statusCode, 401, path)
  }
  t.equal((await guest.get('/portal/en/community')).body, before)
})

t.test('nothing that a visitor writes becomes HTML', async (t) => {
  const { visitor } = setUp()
  const evil = visitor()
  await evil.signIn({ first_name: EVIL, email: 'evil@example.com' })
  await evil.post('/portal/en/newticket', { subject: EVIL, message: EVIL })
  const { headers } = await evil.post('/portal/en/community', { title: EVIL, text: EVIL })
  await evil.post(`${headers.location}/comments`, { text: EVIL })
  const failed = await evil.post('/portal/en/newticket', { subject: EVIL + 'x'.repeat(120), message: EVIL })
  const paths = [
    '/portal/en/home', '/portal/en/myarea', '/portal/en/community', String(headers.location), `/portal/en/kb?${EVIL}`
  ]
  const pages = await Promise.all(paths.map((path) => evil.get(path)))
  for (const { body } of [failed, ...pages]) {
    t.match(body, ESCAPED)
    t.notMatch(body, '<script')
  }
})

t.test('every list is capped', async (t) => {
  const content = new Content()
  const visitor = { email: 'ada@example.com', name: '' }
  for (let i = 0; i < 1200; i++) {
    content.addTicket({ email: visitor.email, subject: String(i), message: '', at: i })
    content.addTopic({ title: String(i), text: '', author: '', at: i })
  }
  const [topic] = content.topics
  if (topic === undefined) throw new Error('no topics')
  for (let i = 0; i < 1200; i++) {
    content.addComment(topic, { author: '', text: String(i), at: i })
    content.toggleFollow(topic, { email: `${i}@example.com`, name: '' })
  }
  t.equal(content.ticketsOf(visitor).length, 500)
  t.equal(content.topics.length, 100)
  t.equal(topic.comments.length, 100)
  t.equal(topic.followers.size, 1000)
  t.equal(content.ticketsOf(visitor)[0]?.subject, '1199', 'the newest is there')

  let now = 0
  const sessions = new Sessions(() => now)
  const first = sessions.start(visitor)
  for (let i = 0; i < 10_000; i++) sessions.start(visitor)
  t.equal(sessions.size, 10_000)
  t.equal(sessions.find(first), undefined)
  now += 60 * 60 * 1000
  t.equal(sessions.find(sessions.start(visitor)), visitor)
  t.equal(sessions.size, 1, 'expired ones leave with the next sign-in')
})
