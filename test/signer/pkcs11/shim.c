/* A PKCS#11 library that is SoftHSM's but for what the environment asks:
 *   SHIM_MODULE       SoftHSM's own library
 *   SHIM_FAIL         C_Sign=50: that call returns 50 (CKR_DEVICE_REMOVED)
 *   SHIM_KEEP         C_DestroyObject destroys nothing and says it did
 *   SHIM_RAW_POINT    CKA_EC_POINT without the octet string around it, as some tokens give it
 *   SHIM_EXTRACTABLE  keys are made extractable, whatever was asked
 *   SHIM_PIN_LOCKED   the token says that its PIN is locked
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include "pkcs11/pkcs11.h"

static CK_FUNCTION_LIST list;
static CK_FUNCTION_LIST_PTR real;

static CK_RV told(const char *call) {
  const char *fail = getenv("SHIM_FAIL");
  size_t length = strlen(call);
  if (fail == NULL || strncmp(fail, call, length) != 0 || fail[length] != '=') return CKR_OK;
  return strtoul(fail + length + 1, NULL, 10);
}

static CK_RV sign(CK_SESSION_HANDLE s, CK_BYTE_PTR d, CK_ULONG n, CK_BYTE_PTR o, CK_ULONG_PTR l) {
  CK_RV rv = told("C_Sign");
  return rv == CKR_OK ? real->C_Sign(s, d, n, o, l) : rv;
}

static CK_RV generate(CK_SESSION_HANDLE s, CK_MECHANISM_PTR m, CK_ATTRIBUTE_PTR a, CK_ULONG n, CK_ATTRIBUTE_PTR b,
                      CK_ULONG k, CK_OBJECT_HANDLE_PTR p, CK_OBJECT_HANDLE_PTR q) {
  CK_RV rv = told("C_GenerateKeyPair");
  if (rv != CKR_OK) return rv;
  if (getenv("SHIM_EXTRACTABLE") != NULL)
    for (CK_ULONG i = 0; i < k; i++)
      if (b[i].type == CKA_EXTRACTABLE) *(CK_BBOOL *)b[i].pValue = CK_TRUE;
  return real->C_GenerateKeyPair(s, m, a, n, b, k, p, q);
}

static CK_RV login(CK_SESSION_HANDLE s, CK_USER_TYPE u, CK_UTF8CHAR_PTR p, CK_ULONG n) {
  CK_RV rv = told("C_Login");
  return rv == CKR_OK ? real->C_Login(s, u, p, n) : rv;
}

static CK_RV destroy(CK_SESSION_HANDLE s, CK_OBJECT_HANDLE o) {
  return getenv("SHIM_KEEP") == NULL ? real->C_DestroyObject(s, o) : CKR_OK;
}

static CK_RV info(CK_SLOT_ID id, CK_TOKEN_INFO_PTR p) {
  CK_RV rv = real->C_GetTokenInfo(id, p);
  if (rv == CKR_OK && getenv("SHIM_PIN_LOCKED") != NULL) p->flags |= CKF_USER_PIN_LOCKED;
  return rv;
}

static CK_RV get(CK_SESSION_HANDLE s, CK_OBJECT_HANDLE o, CK_ATTRIBUTE_PTR t, CK_ULONG n) {
  CK_RV rv = real->C_GetAttributeValue(s, o, t, n);
  if (rv == CKR_OK && n == 1 && t->type == CKA_EC_POINT && t->pValue != NULL && t->ulValueLen == 67 &&
      getenv("SHIM_RAW_POINT") != NULL) {
    memmove(t->pValue, (char *)t->pValue + 2, 65);
    t->ulValueLen = 65;
  }
  return rv;
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR out) {
  void *library = dlopen(getenv("SHIM_MODULE"), RTLD_NOW | RTLD_LOCAL);
  CK_C_GetFunctionList of = library == NULL ? NULL : (CK_C_GetFunctionList)dlsym(library, "C_GetFunctionList");
  if (of == NULL || of(&real) != CKR_OK) return CKR_GENERAL_ERROR;
  list = *real;
  list.C_Sign = sign;
  list.C_GenerateKeyPair = generate;
  list.C_Login = login;
  list.C_DestroyObject = destroy;
  list.C_GetTokenInfo = info;
  list.C_GetAttributeValue = get;
  *out = &list;
  return CKR_OK;
}
