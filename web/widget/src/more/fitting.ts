/** Pictures of telephones are larger than what is kept of them: they are drawn smaller before they travel. */

/** The server keeps no picture with a longer side. */
const SIDE = 2560;
const QUALITY = 0.88;

/** Return a picture that is small enough, upright and without what else its file held; whatever is none stays as it is. */
export async function fitting(file: File): Promise<File> {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
  const picture = await self.createImageBitmap?.(file).catch(() => null);
  if (!picture) return file;
  const scale = SIDE / Math.max(picture.width, picture.height);
  if (scale >= 1) return file;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const drawn = await new Promise<Blob | null>((done) => canvas.toBlob(done, file.type, QUALITY));
  return drawn ? new File([drawn], file.name, { type: drawn.type }) : file;
}
