/** The protocol AWS Query, in which CloudFormation, SNS and STS answer. */

/** The result of an operation. A list has members, and a Map has entries. */
export function queryXml(operation: string, result: unknown): string {
  return `<${operation}Response><${operation}Result>${element(result)}</${operation}Result></${operation}Response>`;
}

export function queryError(code: string, message: string): string {
  const error = element({ Type: 'Sender', Code: code, Message: message });
  return `<ErrorResponse><Error>${error}</Error><RequestId>1</RequestId></ErrorResponse>`;
}

function element(value: unknown): string {
  if (value instanceof Map) {
    return [...value].map(([key, item]) => `<entry>${element({ key, value: item })}</entry>`).join('');
  }
  if (Array.isArray(value)) return value.map((item) => `<member>${element(item)}</member>`).join('');
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return escapeXml(String(value));
  return Object.entries(value)
    .map(([name, item]) => `<${name}>${element(item)}</${name}>`)
    .join('');
}

function escapeXml(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}
