// Change the registrant of two domains with the official Node SDK, and wait for the result.
//
// Needs a server that was started with `make serve`, and `npm ci` in this folder.
const Core = require('@alicloud/pop-core');

const client = new Core({
  accessKeyId: 'testid',
  accessKeySecret: 'testsecret',
  endpoint: process.env.FREEHOLD_URL || 'http://127.0.0.1:8400',
  apiVersion: '2018-01-29',
});

const post = { method: 'POST', formatParams: false };

async function main() {
  const task = await client.request('SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID', {
    'DomainName.1': 'example.com',
    'DomainName.2': '例子.cn',
    RegistrantProfileId: 1,
  }, post);
  console.log('Task', task.TaskNo);

  let rows;
  do {
    await new Promise((resolve) => setTimeout(resolve, 200));
    const page = await client.request('QueryTaskDetailList', { TaskNo: task.TaskNo, PageNum: 1, PageSize: 100 }, post);
    rows = page.Data.TaskDetail;
  } while (rows.some((row) => row.TaskStatusCode < 2));
  for (const row of rows) console.log(row.DomainName, row.TaskStatus);

  try {
    await client.request('QueryTaskDetailList', { TaskNo: task.TaskNo, PageNum: 1, PageSize: 5000 }, post);
  } catch (error) {
    console.log('Refused with', error.code);
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
