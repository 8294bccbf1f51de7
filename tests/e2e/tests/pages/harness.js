const by = (id) => document.getElementById(id);
by('go').addEventListener('click', () => {
    setTimeout(() => { by('code').value = 'I'.repeat(86); }, 200);
    document.querySelector('h1').textContent = 'Second screen';
});
by('reply').addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    const entry = document.createElement('li');
    entry.textContent = by('reply').value;
    by('log').append(entry);
});
document.addEventListener('paste', (event) => {
    if (event.target === by('reply')) return;
    by('status').textContent = `Pasted ${event.clipboardData.getData('text/plain')}`;
});
document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', async (event) => {
    event.preventDefault();
    by('alert').textContent = `Dropped ${await event.dataTransfer.files[0].text()}`;
});
by('file').addEventListener('change', async () => {
    by('alert').textContent = `Opened ${await by('file').files[0].text()}`;
});
