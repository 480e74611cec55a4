// A file input of the test's own, through which the browser reads real files from the disk.
const input = document.createElement('input');
input.type = 'file';
input.multiple = true;
input.setAttribute('aria-hidden', 'true');
document.body.append(input);
return input;
