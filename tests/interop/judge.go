// Go's crypto/x509 as a judge: exit status 0 and "ok", or 1 and the reason.
//
//	judge chain ROOT CHAIN HOST   the first certificate of CHAIN is good for HOST under ROOT
//	judge client ROOT CHAIN       … and for a TLS client
//	judge csr REQUEST             the request's signature fits
//	judge crl ROOT LIST SERIAL    ROOT signed LIST, and LIST has SERIAL (hexadecimal)
package main

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"strings"
)

func fail(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func blocks(path string) (all [][]byte) {
	rest, err := os.ReadFile(path)
	fail(err)
	for {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return all
		}
		all = append(all, block.Bytes)
	}
}

func certificate(der []byte) *x509.Certificate {
	c, err := x509.ParseCertificate(der)
	fail(err)
	return c
}

func chain(root, path, host string, usage x509.ExtKeyUsage) {
	roots, between := x509.NewCertPool(), x509.NewCertPool()
	roots.AddCert(certificate(blocks(root)[0]))
	all := blocks(path)
	for _, der := range all[1:] {
		between.AddCert(certificate(der))
	}
	_, err := certificate(all[0]).Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, DNSName: host, KeyUsages: []x509.ExtKeyUsage{usage}})
	fail(err)
}

func list(root, path, serial string) {
	crl, err := x509.ParseRevocationList(blocks(path)[0])
	fail(err)
	fail(crl.CheckSignatureFrom(certificate(blocks(root)[0])))
	for _, entry := range crl.RevokedCertificates {
		if strings.EqualFold(fmt.Sprintf("%X", entry.SerialNumber), strings.TrimLeft(serial, "0")) {
			return
		}
	}
	fail(fmt.Errorf("serial %s is not in the list", serial))
}

func main() {
	switch os.Args[1] {
	case "chain":
		chain(os.Args[2], os.Args[3], os.Args[4], x509.ExtKeyUsageServerAuth)
	case "client":
		chain(os.Args[2], os.Args[3], "", x509.ExtKeyUsageClientAuth)
	case "csr":
		request, err := x509.ParseCertificateRequest(blocks(os.Args[2])[0])
		fail(err)
		fail(request.CheckSignature())
	case "crl":
		list(os.Args[2], os.Args[3], os.Args[4])
	default:
		fail(fmt.Errorf("unknown judgement %q", os.Args[1]))
	}
	fmt.Println("ok")
}
