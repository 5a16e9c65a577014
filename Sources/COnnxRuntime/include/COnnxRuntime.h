// The part of ONNX Runtime's C interface that AssayModels calls.
//
// ONNX Runtime exports one symbol, OrtGetApiBase; GetApi returns a table of function pointers. The project never
// removes nor reorders a member of that table, so it is enough to declare the used slots and to leave room for the
// others. The static assertions at the end pin every slot to its position. The library is opened at run time:
// nothing is linked.
//
// A function that can fail returns a status, null for success, which the caller releases.
#pragma once

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

typedef struct OrtAllocator OrtAllocator;
typedef struct OrtEnv OrtEnv;
typedef struct OrtMapTypeInfo OrtMapTypeInfo;
typedef struct OrtMemoryInfo OrtMemoryInfo;
typedef struct OrtRunOptions OrtRunOptions;
typedef struct OrtSequenceTypeInfo OrtSequenceTypeInfo;
typedef struct OrtSession OrtSession;
typedef struct OrtSessionOptions OrtSessionOptions;
typedef struct OrtStatus OrtStatus;
typedef struct OrtTensorTypeAndShapeInfo OrtTensorTypeAndShapeInfo;
typedef struct OrtTypeInfo OrtTypeInfo;
typedef struct OrtValue OrtValue;

typedef struct OrtApi {
  // errors
  const void *_Nullable unused0[2];
  const char *_Nonnull (*_Nonnull GetErrorMessage)(const OrtStatus *status);
  // environment and sessions
  OrtStatus *_Nullable (*_Nonnull CreateEnv)(int32_t log_level, const char *log_id, OrtEnv *_Nullable *_Nonnull out);
  const void *_Nullable unused4[3];
  OrtStatus *_Nullable (*_Nonnull CreateSession)(
      const OrtEnv *env, const char *path, const OrtSessionOptions *options, OrtSession *_Nullable *_Nonnull out);
  const void *_Nullable unused8[1];
  OrtStatus *_Nullable (*_Nonnull Run)(
      OrtSession *session, const OrtRunOptions *_Nullable options,
      const char *_Nullable const *_Nonnull input_names, const OrtValue *_Nullable const *_Nonnull inputs,
      size_t input_count, const char *_Nullable const *_Nonnull output_names, size_t output_count,
      OrtValue *_Nullable *_Nonnull outputs);
  OrtStatus *_Nullable (*_Nonnull CreateSessionOptions)(OrtSessionOptions *_Nullable *_Nonnull out);
  const void *_Nullable unused11[13];
  OrtStatus *_Nullable (*_Nonnull SetIntraOpNumThreads)(OrtSessionOptions *options, int count);
  // ports
  const void *_Nullable unused25[5];
  OrtStatus *_Nullable (*_Nonnull SessionGetInputCount)(const OrtSession *session, size_t *out);
  OrtStatus *_Nullable (*_Nonnull SessionGetOutputCount)(const OrtSession *session, size_t *out);
  const void *_Nullable unused32[1];
  OrtStatus *_Nullable (*_Nonnull SessionGetInputTypeInfo)(
      const OrtSession *session, size_t index, OrtTypeInfo *_Nullable *_Nonnull out);
  OrtStatus *_Nullable (*_Nonnull SessionGetOutputTypeInfo)(
      const OrtSession *session, size_t index, OrtTypeInfo *_Nullable *_Nonnull out);
  const void *_Nullable unused35[1];
  OrtStatus *_Nullable (*_Nonnull SessionGetInputName)(
      const OrtSession *session, size_t index, OrtAllocator *allocator, char *_Nullable *_Nonnull out);
  OrtStatus *_Nullable (*_Nonnull SessionGetOutputName)(
      const OrtSession *session, size_t index, OrtAllocator *allocator, char *_Nullable *_Nonnull out);
  // one run
  const void *_Nullable unused38[1];
  OrtStatus *_Nullable (*_Nonnull CreateRunOptions)(OrtRunOptions *_Nullable *_Nonnull out);
  const void *_Nullable unused40[6];
  OrtStatus *_Nullable (*_Nonnull RunOptionsSetTerminate)(OrtRunOptions *options);
  // tensors
  const void *_Nullable unused47[1];
  OrtStatus *_Nullable (*_Nonnull CreateTensorAsOrtValue)(
      OrtAllocator *allocator, const int64_t *shape, size_t rank, int32_t element_type,
      OrtValue *_Nullable *_Nonnull out);
  OrtStatus *_Nullable (*_Nonnull CreateTensorWithDataAsOrtValue)(
      const OrtMemoryInfo *memory, void *data, size_t byte_count, const int64_t *shape, size_t rank,
      int32_t element_type, OrtValue *_Nullable *_Nonnull out);
  const void *_Nullable unused50[1];
  OrtStatus *_Nullable (*_Nonnull GetTensorMutableData)(OrtValue *value, void *_Nullable *_Nonnull out);
  OrtStatus *_Nullable (*_Nonnull FillStringTensor)(
      OrtValue *value, const char *_Nullable const *_Nonnull texts, size_t count);
  OrtStatus *_Nullable (*_Nonnull GetStringTensorDataLength)(const OrtValue *value, size_t *byte_count);
  OrtStatus *_Nullable (*_Nonnull GetStringTensorContent)(
      const OrtValue *value, void *bytes, size_t byte_count, size_t *offsets, size_t count);
  // types and shapes
  OrtStatus *_Nullable (*_Nonnull CastTypeInfoToTensorInfo)(
      const OrtTypeInfo *info, const OrtTensorTypeAndShapeInfo *_Nullable *_Nonnull out);
  OrtStatus *_Nullable (*_Nonnull GetOnnxTypeFromTypeInfo)(const OrtTypeInfo *info, int32_t *out);
  const void *_Nullable unused57[3];
  OrtStatus *_Nullable (*_Nonnull GetTensorElementType)(const OrtTensorTypeAndShapeInfo *info, int32_t *out);
  OrtStatus *_Nullable (*_Nonnull GetDimensionsCount)(const OrtTensorTypeAndShapeInfo *info, size_t *out);
  OrtStatus *_Nullable (*_Nonnull GetDimensions)(
      const OrtTensorTypeAndShapeInfo *info, int64_t *dimensions, size_t rank);
  OrtStatus *_Nullable (*_Nonnull GetSymbolicDimensions)(
      const OrtTensorTypeAndShapeInfo *info, const char *_Nullable *_Nonnull names, size_t rank);
  const void *_Nullable unused64[1];
  OrtStatus *_Nullable (*_Nonnull GetTensorTypeAndShape)(
      const OrtValue *value, OrtTensorTypeAndShapeInfo *_Nullable *_Nonnull out);
  const void *_Nullable unused66[1];
  OrtStatus *_Nullable (*_Nonnull GetValueType)(const OrtValue *value, int32_t *out);
  // memory
  const void *_Nullable unused68[1];
  OrtStatus *_Nullable (*_Nonnull CreateCpuMemoryInfo)(
      int32_t allocator_type, int32_t memory_type, OrtMemoryInfo *_Nullable *_Nonnull out);
  const void *_Nullable unused70[6];
  OrtStatus *_Nullable (*_Nonnull AllocatorFree)(OrtAllocator *allocator, void *memory);
  const void *_Nullable unused77[1];
  OrtStatus *_Nullable (*_Nonnull GetAllocatorWithDefaultOptions)(OrtAllocator *_Nullable *_Nonnull out);
  // sequences and maps
  const void *_Nullable unused79[1];
  OrtStatus *_Nullable (*_Nonnull GetValue)(
      const OrtValue *value, int index, OrtAllocator *allocator, OrtValue *_Nullable *_Nonnull out);
  OrtStatus *_Nullable (*_Nonnull GetValueCount)(const OrtValue *value, size_t *out);
  // releases
  const void *_Nullable unused82[11];
  void (*_Nonnull ReleaseStatus)(OrtStatus *_Nullable);
  const void *_Nullable unused94[1];
  void (*_Nonnull ReleaseSession)(OrtSession *_Nullable);
  void (*_Nonnull ReleaseValue)(OrtValue *_Nullable);
  void (*_Nonnull ReleaseRunOptions)(OrtRunOptions *_Nullable);
  void (*_Nonnull ReleaseTypeInfo)(OrtTypeInfo *_Nullable);
  void (*_Nonnull ReleaseTensorTypeAndShapeInfo)(OrtTensorTypeAndShapeInfo *_Nullable);
  void (*_Nonnull ReleaseSessionOptions)(OrtSessionOptions *_Nullable);
  // types of sequences and maps
  const void *_Nullable unused101[2];
  OrtStatus *_Nullable (*_Nonnull CastTypeInfoToMapTypeInfo)(
      const OrtTypeInfo *info, const OrtMapTypeInfo *_Nullable *_Nonnull out);
  OrtStatus *_Nullable (*_Nonnull CastTypeInfoToSequenceTypeInfo)(
      const OrtTypeInfo *info, const OrtSequenceTypeInfo *_Nullable *_Nonnull out);
  OrtStatus *_Nullable (*_Nonnull GetMapKeyType)(const OrtMapTypeInfo *info, int32_t *out);
  OrtStatus *_Nullable (*_Nonnull GetMapValueType)(const OrtMapTypeInfo *info, OrtTypeInfo *_Nullable *_Nonnull out);
  OrtStatus *_Nullable (*_Nonnull GetSequenceElementType)(
      const OrtSequenceTypeInfo *info, OrtTypeInfo *_Nullable *_Nonnull out);
} OrtApi;

typedef struct OrtApiBase {
  const OrtApi *_Nullable (*_Nonnull GetApi)(uint32_t version);
  const char *_Nonnull (*_Nonnull GetVersionString)(void);
} OrtApiBase;

#pragma clang assume_nonnull end

#define ORT_SLOT(member, position) \
  _Static_assert(offsetof(OrtApi, member) == (position) * sizeof(void *), #member)

ORT_SLOT(GetErrorMessage, 2);
ORT_SLOT(CreateEnv, 3);
ORT_SLOT(CreateSession, 7);
ORT_SLOT(Run, 9);
ORT_SLOT(CreateSessionOptions, 10);
ORT_SLOT(SetIntraOpNumThreads, 24);
ORT_SLOT(SessionGetInputCount, 30);
ORT_SLOT(SessionGetOutputCount, 31);
ORT_SLOT(SessionGetInputTypeInfo, 33);
ORT_SLOT(SessionGetOutputTypeInfo, 34);
ORT_SLOT(SessionGetInputName, 36);
ORT_SLOT(SessionGetOutputName, 37);
ORT_SLOT(CreateRunOptions, 39);
ORT_SLOT(RunOptionsSetTerminate, 46);
ORT_SLOT(CreateTensorAsOrtValue, 48);
ORT_SLOT(CreateTensorWithDataAsOrtValue, 49);
ORT_SLOT(GetTensorMutableData, 51);
ORT_SLOT(FillStringTensor, 52);
ORT_SLOT(GetStringTensorDataLength, 53);
ORT_SLOT(GetStringTensorContent, 54);
ORT_SLOT(CastTypeInfoToTensorInfo, 55);
ORT_SLOT(GetOnnxTypeFromTypeInfo, 56);
ORT_SLOT(GetTensorElementType, 60);
ORT_SLOT(GetDimensionsCount, 61);
ORT_SLOT(GetDimensions, 62);
ORT_SLOT(GetSymbolicDimensions, 63);
ORT_SLOT(GetTensorTypeAndShape, 65);
ORT_SLOT(GetValueType, 67);
ORT_SLOT(CreateCpuMemoryInfo, 69);
ORT_SLOT(AllocatorFree, 76);
ORT_SLOT(GetAllocatorWithDefaultOptions, 78);
ORT_SLOT(GetValue, 80);
ORT_SLOT(GetValueCount, 81);
ORT_SLOT(ReleaseStatus, 93);
ORT_SLOT(ReleaseSession, 95);
ORT_SLOT(ReleaseValue, 96);
ORT_SLOT(ReleaseRunOptions, 97);
ORT_SLOT(ReleaseTypeInfo, 98);
ORT_SLOT(ReleaseTensorTypeAndShapeInfo, 99);
ORT_SLOT(ReleaseSessionOptions, 100);
ORT_SLOT(CastTypeInfoToMapTypeInfo, 103);
ORT_SLOT(CastTypeInfoToSequenceTypeInfo, 104);
ORT_SLOT(GetMapKeyType, 105);
ORT_SLOT(GetMapValueType, 106);
ORT_SLOT(GetSequenceElementType, 107);
#undef ORT_SLOT
