// Drops the files of an input onto the middle of the page and removes the input.
const [input] = arguments;
const transfer = new DataTransfer();
for (const file of input.files) transfer.items.add(file);
input.remove();
const target = document.elementFromPoint(innerWidth / 2, innerHeight / 2) ?? document.body;
for (const type of ['dragenter', 'dragover', 'drop']) {
  target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, composed: true, dataTransfer: transfer }));
}
return transfer.files.length;
