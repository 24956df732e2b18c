/** Kubernetes and container registries. */
import { answer, connectName, defineTarget, dnsNames, fileStem, lines, type TargetOption, type TargetOptions, type TargetSubject } from './target.js'
import { alias, at, fetched, fingerprintCheck, reach, rootAlias, namedRoot, rootFingerprint, rootTitle } from './words.js'

const NAMESPACE: TargetOption = { name: 'namespace', label: 'Namespace', kind: 'text', default: 'default', hint: 'An Ingress reads Secrets of its own namespace only.' }
const NAME: TargetOption = { name: 'name', label: 'Name', kind: 'text', hint: 'Of the object in the cluster: small letters, figures and hyphens.' }

const namespace = (options: TargetOptions) => label(answer(options, 'namespace') || 'default')
/** What Kubernetes takes for a name (RFC 1123): no dot where it becomes a label. */
const label = (name: string) => alias(name).replaceAll('.', '-').slice(0, 63).replace(/-+$/, '')
const secretName = (subject: TargetSubject, options: TargetOptions) => label(answer(options, 'name') || `${fileStem(subject)}-tls`)
const mapName = (subject: TargetSubject, options: TargetOptions) => label(answer(options, 'name') || rootAlias(subject))

const ingress = (subject: TargetSubject, options: TargetOptions) => {
  const host = connectName(subject)
  return lines(
    'apiVersion: networking.k8s.io/v1', 'kind: Ingress', 'metadata:', `  name: ${label(fileStem(subject))}`, `  namespace: ${namespace(options)}`,
    'spec:', '  tls:', '    - hosts:', `        - ${host}`, `      secretName: ${secretName(subject, options)}`,
    '  rules:', `    - host: ${host}`, '      http:', '        paths:', '          - path: /', '            pathType: Prefix', '            backend:', '              service:', `                name: ${label(fileStem(subject))}`, '                port:', '                  number: 80', '',
  )
}

const secret = defineTarget({
  target: {
    id: 'kubernetes', title: 'Kubernetes Secret', group: 'container', kind: 'identity', needsKey: true, options: [NAME, NAMESPACE],
    about: 'A Secret of the type kubernetes.io/tls, for an Ingress, a Gateway or a pod.',
    words: ['kubernetes', 'k8s', 'openshift', 'secret', 'tls', 'ingress', 'gateway', 'kubectl', 'helm', 'container', 'yaml'],
  },
  place: (subject, options) => {
    const name = secretName(subject, options)
    return [{ name: `${name}.yaml`, path: `${name}.yaml`, owner: 'you', mode: '0600', about: 'The private key is in it, not encrypted', request: { format: 'kubernetes', plain: true, settings: { name, namespace: namespace(options) } } }]
  },
  guide: (subject, options) => {
    const [file, name, space] = [`${secretName(subject, options)}.yaml`, secretName(subject, options), namespace(options)]
    const host = connectName(subject)
    return {
      intro: `The cluster gets the key and the certificate of ${subject.title} as the Secret ${name}.`,
      steps: [
        { title: 'Apply it', text: 'The key in the file is not encrypted, base64 is no secret: do not commit it, and take it away afterwards.', lines: { language: 'shell', text: `kubectl apply -f ${file}\nrm ${file}` } },
        { title: 'Name it in the Ingress', text: 'The service behind it has a name of your own.', lines: { file: 'ingress.yaml', language: 'yaml', text: ingress(subject, options) } },
      ],
      verify: [
        { command: `kubectl get secret ${name} --namespace ${space} -o jsonpath='{.data.tls\\.crt}' | base64 -d | openssl x509 -noout -subject -fingerprint -sha256`, expect: `sha256 Fingerprint=${subject.sha256}` },
        ...(dnsNames(subject).length === 0 ? [] : [{ command: `openssl s_client -connect ${host}:443 -servername ${host} </dev/null 2>/dev/null | openssl x509 -noout -fingerprint -sha256`, expect: `sha256 Fingerprint=${subject.sha256}`, about: 'Once the controller has taken it.' }]),
      ],
      notes: ['A Gateway names it in certificateRefs of the listener, a pod mounts it as a volume (defaultMode 0400).', 'Secrets lie in etcd as they are, unless encryption at rest is switched on.'],
    }
  },
})

const authority = defineTarget({
  target: {
    id: 'trust-kubernetes', title: 'Kubernetes pods', group: 'trust', kind: 'trust', needsKey: false, options: [NAME, NAMESPACE],
    about: 'A ConfigMap with the root, mounted where programs in a pod look.',
    words: ['kubernetes', 'k8s', 'openshift', 'configmap', 'pod', 'trust', 'ca.crt', 'kubectl', 'container', 'yaml', 'root'],
  },
  place: (subject, options) => {
    const name = mapName(subject, options)
    return [{ name: `${name}.yaml`, path: `${name}.yaml`, owner: 'you', mode: '0644', request: { format: 'kubernetes-ca', settings: { name, namespace: namespace(options) } } }]
  },
  guide: (subject, options) => {
    const [file, name, space] = [`${mapName(subject, options)}.yaml`, mapName(subject, options), namespace(options)]
    const pod = ['spec:', '  containers:', '    - name: program', '      env:', '        - name: SSL_CERT_DIR', '          value: /etc/ssl/certs:/etc/ssl/own', '        - name: NODE_EXTRA_CA_CERTS', '          value: /etc/ssl/own/ca.crt', '      volumeMounts:', '        - name: own-root', '          mountPath: /etc/ssl/own', '          readOnly: true', '  volumes:', '    - name: own-root', '      configMap:', `        name: ${name}`, ''].join('\n')
    return {
      intro: `Programs in pods that are told so accept every certificate that ${rootTitle(subject)} vouches for.`,
      steps: [
        { title: 'Apply it', lines: { language: 'shell', text: `kubectl apply -f ${file}` } },
        { title: 'Mount it', text: 'Go reads every file of the folders in SSL_CERT_DIR, Node the file in NODE_EXTRA_CA_CERTS; for others see their own targets.', lines: { file: 'pod.yaml', language: 'yaml', text: pod } },
        { title: 'To take it away again', lines: { language: 'shell', text: `kubectl delete configmap ${name} --namespace ${space}` } },
      ],
      verify: [{
        command: `kubectl get configmap ${name} --namespace ${space} -o jsonpath='{.data.ca\\.crt}' | openssl x509 -noout -subject -fingerprint -sha256`,
        expect: `sha256 Fingerprint=${rootFingerprint(subject) ?? ''}`,
      }],
      notes: ['The nodes, which fetch images, do not look into ConfigMaps: for them see “Docker and Podman”.'],
    }
  },
})

/** The registry as the names of images have it. */
function registryOf(subject: TargetSubject, options: TargetOptions) {
  const server = reach(subject, options) ?? at('localhost', 5000)
  return { url: server.url, authority: server.port === 443 ? server.host : `${server.host}:${server.port}` }
}

const registry = defineTarget({
  target: {
    id: 'trust-docker', title: 'Docker and Podman', group: 'trust', kind: 'trust', needsKey: false,
    options: [{ name: 'server', label: 'Registry', kind: 'text', hint: 'Its host name as it stands in image names, with the port where there is one: registry.sample.com or localhost:5000' }],
    about: 'Fetching images from a registry that has a certificate of this authority.',
    words: ['docker', 'podman', 'containerd', 'registry', 'certs.d', 'harbor', 'image', 'pull', 'container', 'root'],
  },
  place: (subject, options) => [{ name: 'ca.crt', path: `/etc/docker/certs.d/${registryOf(subject, options).authority}/ca.crt`, owner: 'root:root', mode: '0644', request: { format: 'root' } }],
  guide: (subject, options) => {
    const { url, authority } = registryOf(subject, options)
    const folder = `/etc/docker/certs.d/${authority}`
    return {
      intro: `Docker accepts the registry ${authority}, if ${rootTitle(subject)} vouches for it.`,
      steps: [
        { title: 'Put it in its place', text: 'The folder has the name of the registry exactly as images have it. Nothing needs to be started anew.', lines: { language: 'shell', text: `sudo install -D -m 0644 ca.crt ${folder}/ca.crt` } },
        { title: 'Podman, Skopeo, Buildah', lines: { language: 'shell', text: `sudo install -D -m 0644 ca.crt /etc/containers/certs.d/${authority}/ca.crt` } },
        { title: 'To take it away again', lines: { language: 'shell', text: `sudo rm ${folder}/ca.crt` } },
      ],
      verify: [
        fingerprintCheck(subject, `${folder}/ca.crt`),
        fetched(`curl --cacert ${folder}/ca.crt -sSI ${url}v2/`, '200 OK or 401 Unauthorized, and nothing about the certificate.'),
        { command: `docker login ${authority}`, expect: 'Login Succeeded', about: 'After the name and the password, if the registry asks for them; and nothing of x509.' },
      ],
      notes: [`A registry that asks for a certificate of its clients finds it beside, as client.cert and client.key.`, 'containerd of Kubernetes has /etc/containerd/certs.d with a hosts.toml for each registry that names the file in “ca”.', `On Docker Desktop, macOS and Windows: trust ${namedRoot(subject, 'crt')} in the system, and start Docker anew.`],
    }
  },
})

export const CONTAINER = [secret] as const
export const CONTAINER_TRUST = [authority, registry] as const
