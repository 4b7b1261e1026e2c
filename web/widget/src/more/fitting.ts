/** Pictures of telephones are larger than what is kept of them: they are drawn smaller before they travel. */

/** The server keeps no picture with a longer side. */
const SIDE = 2560;
const QUALITY = 0.88;

/**
 * Return a picture that is small enough, upright and without what else its file held; whatever is none stays as it is.
 * One that is large in bytes alone becomes a JPEG where its own kind does not make it small.
 */
export async function fitting(file: File, most: number): Promise<File> {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
  const picture = await self.createImageBitmap?.(file).catch(() => null);
  if (!picture) return file;
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  if (scale === 1 && file.size <= most) return file;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const paper = canvas.getContext("2d");
  let drawn: Blob | null = null;
  for (const type of new Set([file.type, "image/jpeg"])) {
    if (drawn && drawn.size <= most) break;
    if (paper && type === "image/jpeg") {
      // What can be seen through has a colour in a JPEG, which would be black.
      paper.fillStyle = "#fff";
      paper.fillRect(0, 0, canvas.width, canvas.height);
    }
    paper?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    drawn = await new Promise<Blob | null>((done) => canvas.toBlob(done, type, QUALITY));
  }
  picture.close();
  if (!drawn) return file;
  const name = drawn.type === file.type ? file.name : file.name.replace(/(\.\w+)?$/, ".jpg");
  return new File([drawn], name, { type: drawn.type });
}
